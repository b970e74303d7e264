/**
 * Closed periods of many machines, few machines at a time where each has to be read far back.
 *
 * Where sums are stale nothing says how early a period begins that reaches into the range, so a year before it is read.
 */
import { DAY_MS } from '../../../kernel/clock.ts';
import { chunksOf } from '../../../platform/database/index.ts';
import type { PeriodSpan } from '../periods/overlaps.rules.ts';
import type { ReadContext } from '../read-context.ts';
import type { Turns } from '../turns.ts';
import { listClosedSpans, type RawRange } from './accounting.repository.ts';

/** Machine-time of one read, some ten thousand rows of a busy factory: a week of fifty machines, or a year of one. */
const MACHINE_DAYS_AT_ONCE = 350;

/** The same after which others have a turn, some hundred rows: the edges of a few machines stay below it. */
const MACHINE_DAYS_A_TURN = 7;

/** Closed periods that end after `fromMs` and begin before `toMs`, per machine, in no order. */
export async function readClosedSpans(
  { access, engine }: Pick<ReadContext, 'access' | 'engine'>,
  machineIds: readonly string[],
  range: RawRange,
  turns: Turns,
): Promise<Map<string, PeriodSpan[]>> {
  const beginMs = 'startMs' in range.begin ? range.begin.startMs : range.fromMs;
  const days = (range.toMs - beginMs) / DAY_MS;
  const machinesAtOnce = Math.max(1, Math.floor(MACHINE_DAYS_AT_ONCE / Math.max(days, 1)));
  const spans = new Map<string, PeriodSpan[]>();
  for (const machines of chunksOf(machineIds, machinesAtOnce)) {
    await turns.before((days * machines.length) / MACHINE_DAYS_A_TURN);
    const found = await listClosedSpans(access, engine, machines, range);
    for (const [machineId, ofMachine] of found) spans.set(machineId, ofMachine);
  }
  return spans;
}
