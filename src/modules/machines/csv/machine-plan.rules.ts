/**
 * What a machine file comes to: which lines make a machine, which change one, which say what is so already, which are
 * refused.
 *
 * Pure, so a dry run says exactly what a run does. A machine is spoken of once in a file, and a line that has a name
 * alone is refused where an earlier one has given, taken or freed that name: what a line comes to does not depend on
 * which lines have been written already.
 */
import { type CsvRejection, rejectionOf } from '../../../kernel/csv-table.ts';
import { comparisonKey } from '../../../kernel/texts.ts';
import { detailsOf, noDetails } from '../machine-details.ts';
import type { Machine, MachineDetails } from '../machines.types.ts';
import type { MachineRow } from './machine-rows.rules.ts';

/** What is there of what the lines name. */
export interface MachineSurroundings {
  /** Those with an id or a name of the lines. */
  readonly machines: readonly Machine[];
  /** Path of names, as it is compared → place. */
  readonly places: ReadonlyMap<string, number>;
}

/** What earlier lines of the file are about, with the line. */
export interface Claims {
  readonly ids: ReadonlyMap<string, number>;
  /** Given, taken or freed, as names are compared. */
  readonly names: ReadonlyMap<string, number>;
}

export const noClaims: Claims = { ids: new Map(), names: new Map() };

export interface MachinePlan {
  readonly creates: readonly { readonly id: string | undefined; readonly details: MachineDetails }[];
  readonly changes: readonly { readonly before: Machine; readonly details: MachineDetails }[];
  readonly unchanged: number;
  readonly rejects: readonly CsvRejection[];
  /** Those of before, and of these lines. */
  readonly claims: Claims;
}

export function planMachines(
  rows: readonly MachineRow[],
  { machines, places }: MachineSurroundings,
  before: Claims,
): MachinePlan {
  const claims = { ids: new Map(before.ids), names: new Map(before.names) };
  const byId = new Map(machines.map((machine) => [machine.id, machine]));
  const byName = Map.groupBy(machines, ({ name }) => comparisonKey(name));
  const creates: MachinePlan['creates'][number][] = [];
  const changes: MachinePlan['changes'][number][] = [];
  const rejects: CsvRejection[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const { line, id, details, place } = row;
    const key = comparisonKey(details.name);
    const refuse = (column: 'id' | 'name' | 'place', message: string, value: string) =>
      void rejects.push(rejectionOf(line, column, message, value));
    const spoken = id === undefined ? claims.names.get(key) : undefined;
    if (spoken !== undefined) {
      refuse('name', `is spoken of in line ${spoken} already`, details.name);
      continue;
    }
    const namesakes = id === undefined ? (byName.get(key) ?? []) : [];
    if (namesakes.length > 1) {
      refuse('name', 'is the name of several machines: give the id', details.name);
      continue;
    }
    const placeId = place === undefined ? undefined : places.get(comparisonKey(place));
    if (place !== undefined && placeId === undefined) {
      refuse('place', 'is no site, area or line: names joined by " / "', place);
      continue;
    }
    const known = id === undefined ? namesakes[0] : byId.get(id);
    const own = known?.id ?? id;
    const earlier = own === undefined ? undefined : claims.ids.get(own);
    if (earlier !== undefined) {
      refuse('id', `is spoken of in line ${earlier} already`, id ?? details.name);
      continue;
    }
    if (own !== undefined) claims.ids.set(own, line);
    for (const name of [details.name, known?.name]) if (name !== undefined) claims.names.set(comparisonKey(name), line);
    const said = { ...details, ...(placeId === undefined ? {} : { placeId }) };
    if (known === undefined) creates.push({ id, details: { ...noDetails, ...said } });
    else if (Object.entries(said).every(([name, value]) => known[name as keyof MachineDetails] === value)) unchanged++;
    else changes.push({ before: known, details: { ...detailsOf(known), ...said } });
  }
  return { creates, changes, unchanged, rejects, claims };
}
