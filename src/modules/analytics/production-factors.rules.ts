/**
 * Performance and quality out of shares of production runs. Pure.
 *
 * Performance = Σ(ideal cycle × cuts) / productive uptime, over runs whose product has an ideal cycle. Quality =
 * (produced − scrap) / produced, over runs that are over and of which both are known. Both are ratios of sums over the
 * same stretches of time, so the groups of a question add up to its total.
 */
import type { MeasuredRun } from '../production/index.ts';
import { percent } from './figures.rules.ts';

/** What of a run lies in one group of what was asked for. */
export interface RunShare {
  readonly run: MeasuredRun;
  /** Name of the group. */
  readonly key: string | null;
  readonly durationMs: number;
  readonly cuts: number;
  /** Productive uptime. */
  readonly uptimeMs: number;
}

export interface PerformanceBasis {
  readonly runs: number;
  readonly cuts: number;
  /** What the cuts would have taken at best. */
  readonly idealMs: number;
  /** Productive uptime while the runs lasted. */
  readonly uptimeMs: number;
}

/** Of a run that reaches beyond what was asked for its share counts, so these need not be whole. */
export interface QualityBasis {
  readonly runs: number;
  readonly produced: number;
  readonly scrap: number;
}

export const factorWarnings = ['performance-above-100', 'runs-without-cuts', 'runs-without-uptime'] as const;
export type FactorWarning = (typeof factorWarnings)[number];

export interface ProductionFactors {
  /** Percent; above 100 where an ideal cycle is too long, cuts come twice, or uptime is missing. Null without a basis. */
  readonly performance: number | null;
  readonly quality: number | null;
  readonly performanceBasis: PerformanceBasis;
  readonly qualityBasis: QualityBasis;
  readonly warnings: readonly FactorWarning[];
}

export interface GroupedFactors {
  readonly total: ProductionFactors;
  readonly groups: ReadonlyMap<string | null, ProductionFactors>;
}

/** Whether performance can be told of a run: without a counter on the machine, no cuts say nothing. */
export function isPerforming({ idealCycleUs, isCounted }: MeasuredRun): boolean {
  return idealCycleUs !== null && isCounted;
}

/** Whether quality can be told of a run: what is counted of an active one is not the last word. */
export function isJudged({ endedAt, produced, scrap }: MeasuredRun): boolean {
  return endedAt !== null && produced !== null && scrap !== null;
}

/** @param shares of every run in what was asked for, also of those of which neither can be told */
export function factorsOf(shares: readonly RunShare[]): GroupedFactors {
  const uptimes = new Map<number, number>();
  for (const { run, uptimeMs } of shares) uptimes.set(run.id, (uptimes.get(run.id) ?? 0) + uptimeMs);
  const total = new Tally();
  const groups = new Map<string | null, Tally>();
  for (const share of shares) {
    let group = groups.get(share.key);
    if (group === undefined) groups.set(share.key, (group = new Tally()));
    const neverRan = hasNoUptime(share.run) && uptimes.get(share.run.id) === 0;
    total.add(share, neverRan);
    group.add(share, neverRan);
  }
  return {
    total: total.factors(),
    groups: new Map(Array.from(groups, ([key, tally]) => [key, tally.factors()])),
  };
}

/**
 * Of a run that is over and in which no status period says that the machine ran nothing is known of its time: its cuts
 * would have nothing to be divided by, and would make the others look faster than they were.
 */
function hasNoUptime({ endedAt, uptimeMs }: MeasuredRun): boolean {
  return endedAt !== null && uptimeMs === 0;
}

/** The factors over what they rest on. @param noticed what was found while that was added up */
export function factorsOver(
  performanceBasis: PerformanceBasis,
  qualityBasis: QualityBasis,
  noticed: ReadonlySet<FactorWarning>,
): ProductionFactors {
  const performance = percent(performanceBasis.idealMs, performanceBasis.uptimeMs);
  return {
    performance,
    quality: percent(qualityBasis.produced - qualityBasis.scrap, qualityBasis.produced),
    performanceBasis,
    qualityBasis,
    warnings: factorWarnings.filter((warning) =>
      warning === 'performance-above-100' ? (performance ?? 0) > 100 : noticed.has(warning),
    ),
  };
}

const MICROSECONDS = 1_000;

/** The sums of one group. A run may come several times, once for each stretch of it. */
class Tally {
  readonly #performing = new Set<number>();
  readonly #judged = new Set<number>();
  readonly #warnings = new Set<FactorWarning>();
  #cuts = 0;
  #idealUs = 0;
  #uptimeMs = 0;
  #produced = 0;
  #scrap = 0;

  add(share: RunShare, neverRan: boolean): void {
    this.#addPerformance(share, neverRan);
    if (isJudged(share.run)) this.#addQuality(share);
  }

  factors(): ProductionFactors {
    const idealMs = this.#idealUs / MICROSECONDS;
    return factorsOver(
      { runs: this.#performing.size, cuts: this.#cuts, idealMs, uptimeMs: this.#uptimeMs },
      { runs: this.#judged.size, produced: this.#produced, scrap: this.#scrap },
      this.#warnings,
    );
  }

  #addPerformance({ run, cuts, uptimeMs }: RunShare, neverRan: boolean): void {
    if (run.idealCycleUs === null) return;
    if (!run.isCounted) this.#warnings.add('runs-without-cuts');
    else if (neverRan) this.#warnings.add('runs-without-uptime');
    else {
      this.#performing.add(run.id);
      this.#cuts += cuts;
      this.#idealUs += run.idealCycleUs * cuts;
      this.#uptimeMs += uptimeMs;
    }
  }

  #addQuality(share: RunShare): void {
    const part = partOf(share);
    if (part === 0) return;
    this.#judged.add(share.run.id);
    this.#produced += (share.run.produced ?? 0) * part;
    this.#scrap += (share.run.scrap ?? 0) * part;
  }
}

/** Which part of a run that is over a share is, 0 to 1: of its cuts, or where it has none, of its time. */
function partOf({ run, cuts, durationMs }: RunShare): number {
  if (run.cutCount !== null && run.cutCount > 0) return cuts / run.cutCount;
  return durationMs / ((run.endedAt ?? 0) - run.startedAt);
}

/** Where no run has a say. */
export const noFactors: GroupedFactors = factorsOf([]);
