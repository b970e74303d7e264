/** What followers see of events, cut into frames that are neither long nor large. */
import type { StreamedEvent } from './streamed-events.ts';

export interface View {
  /** The same for all who see the same in the same form: they share what is made for one of them. */
  readonly key: string;
  matches(event: StreamedEvent): boolean;
  /** @param upTo the last sequence that the frame stands for, also where that event is not in it */
  render(events: readonly StreamedEvent[], epoch: string, upTo: number): Buffer;
}

export interface Frame {
  readonly bytes: Buffer;
  readonly events: number;
  readonly upTo: number;
}

export interface FrameSizes {
  readonly events: number;
  /** Of JSON in UTF-16, before a frame ends. */
  readonly characters: number;
}

/**
 * The events that `view` lets through. Together the frames stand for everything up to `upTo`; none where nothing is let
 * through.
 */
export function framesOf(
  view: View,
  events: readonly StreamedEvent[],
  epoch: string,
  upTo: number,
  sizes: FrameSizes,
): Frame[] {
  const parts: StreamedEvent[][] = [];
  let part: StreamedEvent[] = [];
  let characters = 0;
  for (const event of events) {
    if (!view.matches(event)) continue;
    if (part.length === 0) parts.push(part);
    part.push(event);
    characters += event.json().length;
    if (part.length < sizes.events && characters < sizes.characters) continue;
    part = [];
    characters = 0;
  }
  return parts.map((some, at) => {
    const reached = at === parts.length - 1 ? upTo : (some.at(-1) as StreamedEvent).sequence;
    return { bytes: view.render(some, epoch, reached), events: some.length, upTo: reached };
  });
}
