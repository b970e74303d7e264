/**
 * The machines that rows name. They have no table of their own there: they are reported as `machines`.
 *
 * One is made where a row that is fit by itself names it; what only refused rows name is none.
 */
import { setImmediate } from 'node:timers/promises';
import { tidyName } from '../../../kernel/texts.ts';
import { CHUNK_ROWS } from '../../../platform/database/index.ts';
import { withPatience } from '../../ingestion/index.ts';
import { type Machines, machineIdProblem } from '../../machines/index.ts';
import { readProduct, repeatsIn } from './catalogue.rules.ts';
import { readCut } from './cuts.rules.ts';
import type { OldDatabase, OldRow, OldTable } from './old-database.ts';
import { readPeriod } from './periods.rules.ts';
import { type Finding, RowReader } from './reading.ts';
import { keptBecause, outcomeOf, refusedBecause, type Verdict } from './report.ts';
import { placeRuns } from './runs.rules.ts';
import { NO_NUMBER, type TakeOverRun } from './take-rows.ts';

const TABLE = 'machines';
const NAME_LENGTH_MAX = 120;

/** @returns false where the signal stopped it */
export async function takeMachines(
  run: TakeOverRun,
  old: OldDatabase,
  machines: Machines,
  nowMs: number,
): Promise<boolean> {
  const fit = await fitMachines(old, nowMs, run.signal);
  if (fit === undefined) return false;
  const known = new Map((await machines.listAllMachines()).map((machine) => [machine.id, machine]));
  const make: { id: string; name: string }[] = [];
  const verdicts: Verdict[] = [];
  for (const [id, { name, others, fromPeriods }] of machinesOf(old)) {
    const findings: Finding[] = [];
    const problem = machineIdProblem(id) ?? (fit.has(id) ? undefined : 'is named only by rows that are refused');
    const machine = known.get(id);
    if (problem !== undefined) {
      verdicts.push({ table: TABLE, id, outcome: 'refused', findings: [refusedBecause('machine_id', problem, id)] });
    } else if (machine !== undefined) {
      const same = machine.name === name;
      const kept = keptBecause('name', 'has another name here, which stays', name, machine.name);
      verdicts.push({ table: TABLE, id, outcome: same ? 'unchanged' : 'kept', findings: same ? [] : [kept] });
    } else {
      if (others.length > 0) {
        const reason = 'has had several names: the latest is taken';
        findings.push({ kind: 'change', column: 'name', reason, was: others.join(', '), now: name });
      }
      if (!fromPeriods) {
        const reason = 'has no status periods: tickets, runs or cuts name it';
        findings.push({ kind: 'doubt', column: 'machine_id', reason, was: id, now: null });
      }
      make.push({ id, name });
      verdicts.push({ table: TABLE, id, outcome: outcomeOf(findings), findings });
    }
  }
  if (run.apply && make.length > 0) {
    await withPatience(() => machines.ensureMachines(run.actor, make), run.patience);
  }
  for (const verdict of verdicts) await run.tell(verdict);
  await setImmediate();
  return true;
}

/** Whether a row can be taken as far as it alone tells. */
const fitness: readonly { readonly table: OldTable; readonly isFit: (row: OldRow, nowMs: number) => boolean }[] = [
  { table: 'historical_machine_data', isFit: (row) => readPeriod(row).value !== undefined },
  { table: 'maintenance_tickets', isFit: (row, nowMs) => new RowReader(row).instant('logged_time', nowMs) != null },
  { table: 'cut_events', isFit: (row, nowMs) => readCut(row, nowMs, machineIdProblem).value !== undefined },
];

/** Reads no further than to the first fit row of each machine; undefined where the signal stopped it. */
async function fitMachines(
  old: OldDatabase,
  nowMs: number,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string> | undefined> {
  const fit = machinesOfRuns(old, nowMs);
  for (const { table, isFit } of fitness) {
    const named = old.select(table, ['machine_id'], 'group by 1').map(machineIn);
    const wanted = named.filter((id) => machineIdProblem(id) === undefined);
    for (let position = Number.MIN_SAFE_INTEGER; !wanted.every((id) => fit.has(id)); ) {
      if (signal?.aborted === true) return undefined;
      const rows = old.page(table, position, CHUNK_ROWS);
      const last = rows.at(-1);
      if (last === undefined) break;
      position = last.position;
      for (const row of rows) {
        const id = machineIn(row.cells);
        if (!fit.has(id) && isFit(row, nowMs)) fit.add(id);
      }
      await setImmediate();
    }
  }
  return fit;
}

/** Whether a run is fit depends on its product and on the other runs of its machine. */
function machinesOfRuns(old: OldDatabase, nowMs: number): Set<string> {
  const products = old.all('products').map(readProduct);
  const repeats = repeatsIn(products);
  const taken = new Set(
    products.filter(({ id, value }) => value !== undefined && !repeats.has(id)).map(({ id }) => id),
  );
  const readings = placeRuns(old.all('production_runs'), {
    nowMs,
    machineProblem: machineIdProblem,
    productOf: (oldId) => (taken.has(oldId) ? NO_NUMBER : undefined),
  });
  return new Set(readings.flatMap(({ value }) => value?.machineId ?? []));
}

interface SeenMachine {
  readonly name: string;
  readonly others: readonly string[];
  readonly fromPeriods: boolean;
}

function machinesOf(old: OldDatabase): Map<string, SeenMachine> {
  const seen = new Map<string, SeenMachine>();
  const named = old.select(
    'historical_machine_data',
    ['machine_id', 'name', 'max(start_timestamp) as latest'],
    'group by 1, 2 order by latest desc',
  );
  for (const row of named) {
    const id = machineIn(row);
    const name = nameOf(row['name']);
    const before = seen.get(id);
    if (before === undefined) seen.set(id, { name, others: [], fromPeriods: true });
    else if (before.name === '') seen.set(id, { ...before, name });
    else if (name !== '' && name !== before.name && !before.others.includes(name)) {
      seen.set(id, { ...before, others: [...before.others, name] });
    }
  }
  for (const table of ['maintenance_tickets', 'production_runs', 'cut_events'] as const) {
    for (const row of old.select(table, ['machine_id'], 'group by 1 order by 1')) {
      const id = machineIn(row);
      if (!seen.has(id)) seen.set(id, { name: '', others: [], fromPeriods: false });
    }
  }
  return new Map(Array.from(seen, ([id, machine]) => [id, { ...machine, name: machine.name || id }]));
}

/** `nan`, which pandas writes for nothing, is nothing. */
function machineIn(cells: OldRow['cells']): string {
  const id = String(cells['machine_id'] ?? '').trim();
  return id.toLowerCase() === 'nan' ? '' : id;
}

function nameOf(cell: unknown): string {
  const name = typeof cell === 'string' ? tidyName(cell).slice(0, NAME_LENGTH_MAX).trim() : '';
  return name.toLowerCase() === 'nan' ? '' : name;
}
