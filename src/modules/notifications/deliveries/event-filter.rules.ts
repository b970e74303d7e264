/** Which events a webhook is sent. Pure. */
import type { TypeFilter } from '../../events/index.ts';

/** What is asked of an event. */
export interface FilteredEvent {
  readonly type: string;
  readonly subject: string;
  /** JSON text. */
  readonly data: string;
}

export interface EventFilter {
  readonly webhookId: string;
  /** Empty: all. */
  readonly types: readonly TypeFilter[];
  readonly machineIds: readonly string[];
  /** Topics whose events it may not have. */
  readonly withoutTopics: readonly string[];
}

const PREFIX = 'com.milldash.';

/** Told ahead for many events. */
export function eventFilter({
  webhookId,
  types,
  machineIds,
  withoutTopics,
}: EventFilter): (event: FilteredEvent) => boolean {
  const machines = new Set(machineIds);
  const isWanted = (type: string) =>
    types.length === 0 || types.some(({ text, isPrefix }) => (isPrefix ? type.startsWith(text) : type === text));
  return (event) =>
    isWanted(event.type) &&
    mayHave(event, withoutTopics) &&
    !isAbout(event, webhookId) &&
    (machines.size === 0 || machinesOf(event).some((machine) => machines.has(machine)));
}

/** Whether the topic of the event is open to the webhook. */
export function mayHave({ type }: Pick<FilteredEvent, 'type'>, withoutTopics: readonly string[]): boolean {
  return !withoutTopics.some((topic) => type.startsWith(`${PREFIX}${topic}.`));
}

/** What happens to a webhook is not sent to itself: a receiver that fails would be told so for ever. */
function isAbout({ subject }: FilteredEvent, webhookId: string): boolean {
  return subject === `webhooks/${webhookId}`;
}

/** By the subject, and by `machine_id` in the data. */
function machinesOf({ subject, data }: FilteredEvent): string[] {
  const found: string[] = [];
  if (subject.startsWith('machines/')) found.push(subject.slice('machines/'.length));
  const { machine_id: machineId } = JSON.parse(data) as { machine_id?: unknown };
  if (typeof machineId === 'string') found.push(machineId);
  return found;
}
