/** What a change of the audit says, field by field. */
interface ChangedField {
  readonly name: string;
  /** Undefined where there was, or is, nothing. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  if (value === null || value === undefined) return new Map();
  return typeof value === 'object' && !Array.isArray(value) ? new Map(Object.entries(value)) : new Map([['', value]]);
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Those that are the same before and after are left out. */
export function changedFields(before: unknown, after: unknown): readonly ChangedField[] {
  const old = fieldsOf(before);
  const fresh = fieldsOf(after);
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .map((name) => ({ name, before: textOf(old.get(name)), after: textOf(fresh.get(name)) }))
    .filter((field) => field.before !== field.after);
}
