/**
 * Schemas as the description shows them: those with a `title` are named components, described once and referred to.
 *
 * So generated clients get names. What only our validator reads is left out.
 */
export type Json = Record<string, unknown>;

/** Of values, not of schemas. */
const verbatim = new Set(['examples', 'example', 'default', 'const', 'enum']);

export interface NamedSchemas {
  readonly components: Readonly<Record<string, Json>>;
  /** @throws when two different schemas have one title */
  refer(schema: unknown): Json;
}

export function nameSchemas(): NamedSchemas {
  const components: Record<string, Json> = {};

  function shown(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(shown);
    if (typeof value !== 'object' || value === null) return value;
    const { title, errorMessage: _ours, ...rest } = value as Json;
    const copy = Object.fromEntries(
      Object.entries(typeof title === 'string' ? rest : { ...rest, ...(title === undefined ? {} : { title }) }).map(
        ([key, inner]) => [key, verbatim.has(key) ? inner : shown(inner)],
      ),
    );
    if (typeof title !== 'string') return copy;
    const known = components[title];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(copy)) {
      throw new Error(`Two different schemas have the title '${title}'.`);
    }
    components[title] = copy;
    return { $ref: `#/components/schemas/${title}` };
  }

  return { components, refer: (schema) => shown(schema) as Json };
}

/** The alternatives of a schema, or itself. */
export function alternativesOf(schema: unknown): readonly Json[] {
  const { anyOf } = (schema ?? {}) as { anyOf?: readonly Json[] };
  return anyOf ?? [(schema ?? {}) as Json];
}
