/** What is said on which topic: modules describe their topics as they bring the rights to them. */
import type { TSchema } from 'typebox';

export interface TopicDescription {
  /** Unique among channels: `cutsOfMachine`. */
  readonly name: string;
  /** `{word}` stands for one level. */
  readonly address: string;
  /** What stands for each such word. */
  readonly levels?: Readonly<Record<string, string>>;
  /** Whether machines tell us something, or we tell them; `none`: they may listen, and nobody tells them anything. */
  readonly direction: 'in' | 'out' | 'none';
  readonly summary: string;
  readonly description?: string;
  /** Of one payload; `events`: of events of any type that goes out by MQTT. */
  readonly payload: TSchema | 'events';
  /** Of the payload; default: JSON. */
  readonly contentType?: string;
  /** With which it goes out, or is best sent; default: 1. */
  readonly qos?: 0 | 1;
}

/** The topics of a description, as a filter. */
export function filterOf({ address }: Pick<TopicDescription, 'address'>): string {
  return address.replace(/\{[^}/]+\}/g, '+');
}
