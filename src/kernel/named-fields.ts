/** Fields of a thing by their names: what events and audit entries tell of a change. */

/** Those of `names` that it has, and whose value `keep` takes. */
export function picked(
  from: object,
  names: readonly string[],
  keep: (value: unknown) => boolean = () => true,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(from).filter(([name, value]) => names.includes(name) && keep(value)));
}

/** A field's name on the wire: `hourlyCost` → `hourly_cost`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
