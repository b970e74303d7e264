/** Overall equipment effectiveness: availability × performance × quality, each over a basis that is told. Pure. */
import { type AccountedTime, percent, plannedMs } from './figures.rules.ts';
import {
  type FactorWarning,
  factorsOver,
  type PerformanceBasis,
  type ProductionFactors,
  type QualityBasis,
} from './production-factors.rules.ts';

export const oeeFactors = ['availability', 'performance', 'quality'] as const;
export type OeeFactor = (typeof oeeFactors)[number];

/** What each factor rests on: they need not be the same time. */
export interface OeeBasis {
  readonly availability: { readonly plannedMs: number; readonly uptimeMs: number };
  readonly performance: PerformanceBasis;
  readonly quality: QualityBasis;
}

/** Overall equipment effectiveness and what it is made of, in percent. */
export interface Oee {
  readonly availability: number | null;
  readonly performance: number | null;
  readonly quality: number | null;
  /** A × P × Q; null while one of them is. */
  readonly oee: number | null;
  /** The product of the factors that are known; null when none is. */
  readonly partialOee: number | null;
  readonly factorsUsed: readonly OeeFactor[];
  readonly basis: OeeBasis;
  readonly warnings: readonly FactorWarning[];
}

export function oeeOf(time: AccountedTime, production: ProductionFactors): Oee {
  return composed({ plannedMs: plannedMs(time), uptimeMs: time.productiveUptimeMs }, production);
}

/**
 * Of several together, as a question about all of them is answered: each factor is a ratio of sums.
 *
 * @param oees of machines, or of other groups of which no two share a run
 */
export function summedOee(oees: readonly Oee[]): Oee {
  const bases = oees.map(({ basis }) => basis);
  const sumOf = (pick: (basis: OeeBasis) => number) => bases.reduce((sum, basis) => sum + pick(basis), 0);
  return composed(
    {
      plannedMs: sumOf(({ availability }) => availability.plannedMs),
      uptimeMs: sumOf(({ availability }) => availability.uptimeMs),
    },
    factorsOver(
      {
        runs: sumOf(({ performance }) => performance.runs),
        cuts: sumOf(({ performance }) => performance.cuts),
        idealMs: sumOf(({ performance }) => performance.idealMs),
        uptimeMs: sumOf(({ performance }) => performance.uptimeMs),
      },
      {
        runs: sumOf(({ quality }) => quality.runs),
        produced: sumOf(({ quality }) => quality.produced),
        scrap: sumOf(({ quality }) => quality.scrap),
      },
      new Set(oees.flatMap(({ warnings }) => warnings)),
    ),
  );
}

function composed(time: OeeBasis['availability'], production: ProductionFactors): Oee {
  const { performance, quality, performanceBasis, qualityBasis, warnings } = production;
  const factors = { availability: percent(time.uptimeMs, time.plannedMs), performance, quality };
  const factorsUsed = oeeFactors.filter((factor) => factors[factor] !== null);
  const product = factorsUsed.reduce((share, factor) => share * ((factors[factor] as number) / 100), 1);
  const partialOee = factorsUsed.length === 0 ? null : Math.round(product * 1_000_000) / 10_000;
  return {
    ...factors,
    oee: factorsUsed.length === oeeFactors.length ? partialOee : null,
    partialOee,
    factorsUsed,
    basis: { availability: time, performance: performanceBasis, quality: qualityBasis },
    warnings,
  };
}
