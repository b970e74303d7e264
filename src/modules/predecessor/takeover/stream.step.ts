/** What comes by the thousand and has ids of its own: status periods and cuts, page by page. */
import { setImmediate } from 'node:timers/promises';
import { CHUNK_ROWS } from '../../../platform/database/index.ts';
import { withPatience } from '../../ingestion/index.ts';
import { machineIdProblem } from '../../machines/index.ts';
import type { NewCut, Production } from '../../production/index.ts';
import type { PeriodSource, RecordedPeriods, StatusPeriodInput, Timeline } from '../../timeline/index.ts';
import { readCut } from './cuts.rules.ts';
import type { OldDatabase, OldRow, OldTable } from './old-database.ts';
import { readPeriod } from './periods.rules.ts';
import type { Finding, Reading } from './reading.ts';
import { keptBecause, outcomeOf, type Verdict } from './report.ts';
import type { TakeOverRun } from './take-rows.ts';

/** Whether it is to be recorded, or is here already, with the same content or another. */
type Standing = 'fresh' | 'same' | 'other';

interface Stream<Value> {
  readonly table: OldTable;
  read(row: OldRow): Reading<Value>;
  /** How each stands, in their order. */
  compare(values: readonly Value[]): Promise<readonly Standing[]>;
  /** Those that compared as fresh. How each stood when it was its turn: others may have been there first. */
  record(values: readonly Value[]): Promise<readonly Standing[]>;
}

async function takeStream<Value>(run: TakeOverRun, old: OldDatabase, stream: Stream<Value>): Promise<boolean> {
  const { table } = stream;
  for (let position = Number.MIN_SAFE_INTEGER; ; ) {
    if (run.signal?.aborted === true) return false;
    const rows = old.page(table, position, CHUNK_ROWS);
    const last = rows.at(-1);
    if (last === undefined) return true;
    position = last.position;
    const readings = rows.map((row) => stream.read(row));
    const fit = readings.flatMap(({ value }) => (value === undefined ? [] : [value]));
    const seen = await withPatience(() => stream.compare(fit), run.patience);
    const fresh = fit.filter((_, at) => seen[at] === 'fresh');
    const recorded =
      run.apply && fresh.length > 0 ? await withPatience(() => stream.record(fresh), run.patience) : undefined;
    const inTurn = recorded?.values();
    const inOrder = seen.map((state) => (state === 'fresh' ? (inTurn?.next().value ?? state) : state)).values();
    for (const { id, value, findings } of readings) {
      const state = value === undefined ? undefined : inOrder.next().value;
      await run.tell({ table, id, ...verdictOf(state, findings) });
    }
    await setImmediate();
  }
}

function verdictOf(state: Standing | undefined, findings: readonly Finding[]): Pick<Verdict, 'outcome' | 'findings'> {
  if (state === undefined) return { outcome: 'refused', findings };
  if (state === 'same') return { outcome: 'unchanged', findings: [] };
  if (state === 'fresh') return { outcome: outcomeOf(findings), findings };
  return { outcome: 'kept', findings: [keptBecause('id', 'is here with other content, which stays', '')] };
}

const source: PeriodSource = { kind: 'predecessor', name: 'mill_dash.db' };

function standingsOf(
  periods: readonly StatusPeriodInput[],
  { insertedIds, updatedIds }: Pick<RecordedPeriods, 'insertedIds' | 'updatedIds'>,
): Standing[] {
  const [fresh, other] = [new Set(insertedIds), new Set(updatedIds)];
  return periods.map(({ id }) => (fresh.has(id) ? 'fresh' : other.has(id) ? 'other' : 'same'));
}

/** @param noted told of every period that is fit, whether it is new or not */
export function takePeriods(
  run: TakeOverRun,
  old: OldDatabase,
  timeline: Timeline,
  noted: (period: StatusPeriodInput) => void,
): Promise<boolean> {
  return takeStream<StatusPeriodInput>(run, old, {
    table: 'historical_machine_data',
    read(row) {
      const reading = readPeriod(row);
      if (reading.value !== undefined) noted(reading.value);
      return reading;
    },
    compare: async (periods) => standingsOf(periods, await timeline.comparePeriods(periods)),
    record: async (periods) => standingsOf(periods, await timeline.addPeriods(run.actor, periods, source)),
  });
}

export function takeCuts(run: TakeOverRun, old: OldDatabase, production: Production, nowMs: number): Promise<boolean> {
  const keyOf = (cut: Pick<NewCut, 'machineId' | 'sourceId'>) => `${cut.machineId} ${cut.sourceId}`;
  return takeStream<NewCut & { readonly sourceId: string }>(run, old, {
    table: 'cut_events',
    read: (row) => readCut(row, nowMs, machineIdProblem),
    async compare(cuts) {
      const known = new Map((await production.findRecordedCuts(cuts)).map((cut) => [keyOf(cut), cut]));
      return cuts.map((cut) => {
        const recorded = known.get(keyOf(cut));
        if (recorded === undefined) return 'fresh';
        return recorded.occurredAt === cut.occurredAt && recorded.count === cut.count ? 'same' : 'other';
      });
    },
    async record(cuts) {
      // what another source has told first stays: a cut is never written over
      await production.recordCuts(run.actor, cuts, 'predecessor:mill_dash.db');
      return cuts.map(() => 'fresh');
    },
  });
}
