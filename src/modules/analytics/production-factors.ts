/**
 * Performance and quality of what was asked for: the runs in it, cut where its window, shift, weekday and groups are cut,
 * with the cuts and the uptime of just these stretches.
 *
 * Exact, and as cheap as the question allows: without runs it is one look at an index; of runs that lie in one group
 * what is kept with them is taken; of the others cuts and uptime come from sums, some hundred stretches a statement.
 */
import type { AnyTables, TableAccess } from '../../platform/database/index.ts';
import type { MeasuredRun, Production } from '../production/index.ts';
import type { PlacedStretch, TimelineReads } from '../timeline/index.ts';
import {
  factorsOf,
  type GroupedFactors,
  isJudged,
  isPerforming,
  noFactors,
  type RunShare,
} from './production-factors.rules.ts';
import type { AnalyticsQuestion } from './questions.ts';

/** Topics of the events that change performance and quality, beside those that change accounted time. */
export const productionTopics = ['run', 'product', 'cuts'] as const;

export interface ProductionFactorSources {
  /** Of one snapshot, on which `access` works too. */
  readonly reads: Pick<TimelineReads, 'placeStretches' | 'openSince' | 'sumUptime'>;
  readonly access: TableAccess<AnyTables>;
  readonly production: Pick<Production, 'measuredRuns' | 'sumCuts'>;
}

/** A stretch of a run in one group, and what is known of it before anything is read. */
interface Part {
  readonly run: MeasuredRun;
  readonly placed: PlacedStretch;
  cuts: number | undefined;
  uptimeMs: number | undefined;
}

export async function productionFactors(
  { reads, access, production }: ProductionFactorSources,
  question: AnalyticsQuestion,
): Promise<GroupedFactors> {
  const { machineIds, fromMs, toMs } = question;
  const runs = await production.measuredRuns(machineIds, fromMs, toMs, access);
  if (runs.length === 0) return noFactors;
  const stretches = runs.map((run) => ({
    machineId: run.machineId,
    startMs: run.startedAt,
    endMs: run.endedAt ?? toMs,
  }));
  const openSince = await reads.openSince([...new Set(runs.map(({ machineId }) => machineId))], toMs);
  const parts = (await reads.placeStretches(question, stretches)).map((placed): Part => {
    const run = runs[placed.at] as MeasuredRun;
    const isWhole = placed.startMs === run.startedAt && placed.endMs === run.endedAt;
    // what is kept leaves out the time of periods that have not ended
    const hasOpenTime = placed.endMs > (openSince.get(run.machineId) ?? Number.POSITIVE_INFINITY);
    const isAsked = isPerforming(run) || isJudged(run);
    return {
      run,
      placed,
      cuts: isWhole ? (run.cutCount ?? undefined) : isAsked ? undefined : 0,
      uptimeMs: isWhole && !hasOpenTime ? (run.uptimeMs ?? undefined) : isPerforming(run) ? undefined : 0,
    };
  });
  await readCuts(parts);
  await readUptime(parts);
  return factorsOf(
    parts.map(
      ({ run, placed, cuts = 0, uptimeMs = 0 }): RunShare => ({
        run,
        key: placed.key,
        durationMs: placed.endMs - placed.startMs,
        cuts,
        uptimeMs,
      }),
    ),
  );

  async function readCuts(all: readonly Part[]): Promise<void> {
    const unknown = all.filter(({ cuts }) => cuts === undefined);
    if (unknown.length === 0) return;
    const windows = unknown.map(({ placed }) => ({
      machineId: placed.machineId,
      fromMs: placed.startMs,
      toMs: placed.endMs,
    }));
    const sums = await production.sumCuts(windows, access);
    for (const [at, part] of unknown.entries()) part.cuts = sums[at]?.cuts;
  }

  async function readUptime(all: readonly Part[]): Promise<void> {
    const unknown = all.filter(({ uptimeMs }) => uptimeMs === undefined);
    if (unknown.length === 0) return;
    const uptimes = await reads.sumUptime(unknown.map(({ placed }) => placed));
    for (const [at, part] of unknown.entries()) part.uptimeMs = uptimes[at];
  }
}
