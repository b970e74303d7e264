/**
 * What a machine file comes to: which lines make a machine, which change one, which say what is so already, which are
 * refused. Pure, so a dry run says exactly what a run does.
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

export interface MachinePlan {
  readonly creates: readonly { readonly id: string | undefined; readonly details: MachineDetails }[];
  readonly changes: readonly { readonly before: Machine; readonly details: MachineDetails }[];
  readonly unchanged: number;
  readonly rejects: readonly CsvRejection[];
}

/** @param claims machines that earlier lines are about, with the line; those of these lines are added */
export function planMachines(
  rows: readonly MachineRow[],
  { machines, places }: MachineSurroundings,
  claims: Map<string, number>,
): MachinePlan {
  const byId = new Map(machines.map((machine) => [machine.id, machine]));
  const byName = Map.groupBy(machines, ({ name }) => comparisonKey(name));
  const creates: MachinePlan['creates'][number][] = [];
  const changes: MachinePlan['changes'][number][] = [];
  const rejects: CsvRejection[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const { line, id, details, place } = row;
    const namesakes = id === undefined ? (byName.get(comparisonKey(details.name)) ?? []) : [];
    if (namesakes.length > 1) {
      rejects.push(rejectionOf(line, 'name', 'is the name of several machines: give the id', details.name));
      continue;
    }
    const placeId = place === undefined ? undefined : places.get(comparisonKey(place));
    if (place !== undefined && placeId === undefined) {
      rejects.push(rejectionOf(line, 'place', 'is no site, area or line: names joined by " / "', place));
      continue;
    }
    const known = id === undefined ? namesakes[0] : byId.get(id);
    const claim =
      known === undefined && id === undefined ? `name ${comparisonKey(details.name)}` : `id ${known?.id ?? id}`;
    const earlier = claims.get(claim);
    if (earlier !== undefined) {
      rejects.push(
        rejectionOf(line, id === undefined ? 'name' : 'id', `line ${earlier} has it already`, id ?? details.name),
      );
      continue;
    }
    claims.set(claim, line);
    const said = { ...details, ...(placeId === undefined ? {} : { placeId }) };
    if (known === undefined) creates.push({ id, details: { ...noDetails, ...said } });
    else if (Object.entries(said).every(([name, value]) => known[name as keyof MachineDetails] === value)) unchanged++;
    else changes.push({ before: known, details: { ...detailsOf(known), ...said } });
  }
  return { creates, changes, unchanged, rejects };
}
