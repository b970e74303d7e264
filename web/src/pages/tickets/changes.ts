/** What a step of the history is called, and which of its fields are told with before and after. */

export const verbs = [
  'opened',
  'imported',
  'assigned',
  'started',
  'held',
  'resolved',
  'closed',
  'reopened',
  'cancelled',
  'changed',
  'note-added',
  'notes-imported',
  'image-added',
  'image-captioned',
  'image-removed',
  'image-lost',
  'part-used',
  'part-returned',
  'labour-added',
  'labour-removed',
  'checklist-answered',
  'follow-up-opened',
] as const;
export type Verb = (typeof verbs)[number];

export function isVerb(verb: string): verb is Verb {
  return (verbs as readonly string[]).includes(verb);
}

/** Fields of a ticket that people know by a name, in the order in which they are told. */
export const toldFields = [
  'status',
  'priority',
  'incident_category',
  'description',
  'due_at',
  'assignee',
  'team',
  'hold_reason',
  'hold_note',
  'failure_code',
  'failure_cause',
  'remedy',
  'machine_down',
  'down_from',
  'restored_at',
] as const;
export type ToldField = (typeof toldFields)[number];

interface Change {
  readonly before: unknown;
  readonly after: unknown;
}

/** How a value is to be written. */
export type Told =
  | { readonly as: 'nothing' }
  | { readonly as: 'text'; readonly text: string }
  | { readonly as: 'instant'; readonly instant: string }
  | { readonly as: 'word'; readonly word: string }
  | { readonly as: 'yes' | 'no' };

export interface ToldChange {
  readonly field: ToldField;
  readonly before: Told;
  readonly after: Told;
}

const instants: readonly ToldField[] = ['due_at', 'down_from', 'restored_at'];
const words: readonly ToldField[] = ['status', 'priority', 'hold_reason'];

function told(field: ToldField, value: unknown): Told {
  if (value === null || value === undefined || value === '') return { as: 'nothing' };
  if (typeof value === 'boolean') return { as: value ? 'yes' : 'no' };
  if (typeof value === 'object') {
    const { name } = value as { readonly name?: unknown };
    return typeof name === 'string' ? { as: 'text', text: name } : { as: 'nothing' };
  }
  const text = String(value);
  if (instants.includes(field) && !Number.isNaN(Date.parse(text))) return { as: 'instant', instant: text };
  return words.includes(field) ? { as: 'word', word: text } : { as: 'text', text };
}

/** What changed, without what a new ticket has anyway and what follows from its status. */
export function toldChanges(verb: string, changes: Readonly<Record<string, unknown>>): readonly ToldChange[] {
  if (verb === 'opened' || verb === 'imported') return [];
  return toldFields.flatMap((field) => {
    const change = changes[field] as Change | undefined;
    if (change === undefined) return [];
    return [{ field, before: told(field, change.before), after: told(field, change.after) }];
  });
}

/** Of what hangs on the ticket: the words of a note, the name of a part, what was found. */
export function hangingText(changes: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of ['note', 'part', 'labour', 'check', 'image']) {
    const change = changes[name] as Change | undefined;
    const value = change?.after ?? change?.before;
    if (typeof value === 'string') return value;
    if (typeof value !== 'object' || value === null) continue;
    const fields = value as Readonly<Record<string, unknown>>;
    if (typeof fields['component_name'] === 'string')
      return `${String(fields['quantity'])} × ${fields['component_name']}`;
    if (typeof fields['duration_minutes'] === 'number') return `${fields['duration_minutes']} min`;
    if (typeof fields['instruction'] === 'string') return fields['instruction'];
    if (typeof fields['caption'] === 'string') return fields['caption'];
  }
  return undefined;
}
