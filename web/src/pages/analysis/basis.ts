/** What figures rest on, in sentences: no number of this room stands without them. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';

type Oee = Omit<Answer<'/api/v1/analytics/oee'>, 'groups' | 'start_time' | 'end_time' | 'cut_off_at'>;

interface MeasuredTime {
  readonly window_seconds: number;
  readonly no_data_seconds: number;
}

const factors = ['availability', 'performance', 'quality'] as const;

/** Of how much of the time anything is known, 0–100; null of no time. Ratios are of sums. */
export function knownPercent(times: readonly MeasuredTime[]): number | null {
  const window = times.reduce((sum, time) => sum + time.window_seconds, 0);
  const noData = times.reduce((sum, time) => sum + time.no_data_seconds, 0);
  return window === 0 ? null : 100 * (1 - noData / window);
}

export function useBasis() {
  const { t } = useTranslation(['analysis', 'common']);
  const format = useFormat();
  return useMemo(() => {
    const factorNames = (missing: readonly (typeof factors)[number][]) =>
      missing.map((factor) => t(`factor.${factor}`)).join(', ');
    return {
      coverage: (times: readonly MeasuredTime[]): string =>
        t('basis.coverage', { percent: format.percent(knownPercent(times), 1) }),
      /** Nothing where the whole range has passed. */
      upTo: (cutOffAt: string | null): readonly string[] =>
        cutOffAt === null ? [] : [t('basis.upTo', { when: format.when(cutOffAt) })],
      /** Each factor with what it comes of, those that are missing, and what is doubtful. */
      oee({ availability, performance, quality, basis, warnings }: Oee): readonly string[] {
        const { runs: qualityRuns, produced_count: pieces, scrap_count: scrap } = basis.quality;
        return [
          availability === null
            ? t('basis.missing.availability')
            : t('basis.availability', {
                uptime: format.hours(basis.availability.productive_uptime_seconds),
                planned: format.hours(basis.availability.planned_seconds),
              }),
          performance === null
            ? t('basis.missing.performance')
            : t('basis.performance', {
                count: basis.performance.runs,
                cuts: format.number(basis.performance.cuts),
              }),
          quality === null
            ? t('basis.missing.quality')
            : t('basis.quality', {
                count: qualityRuns,
                pieces: format.number(pieces, 0),
                scrap: format.number(scrap, 0),
              }),
          ...([availability, performance, quality].includes(null) ? [t('basis.partial')] : []),
          ...warnings.map((warning) => t(`basis.warning.${warning}`)),
        ];
      },
      missing: (used: Oee['factors_used']): string => factorNames(factors.filter((factor) => !used.includes(factor))),
      warnings: (of: readonly Pick<Oee, 'warnings'>[]): readonly string[] =>
        [...new Set(of.flatMap(({ warnings }) => warnings))].map((warning) => t(`basis.warning.${warning}`)),
      partialPoints(points: readonly Pick<Oee, 'factors_used' | 'partial_oee'>[]): readonly string[] {
        const count = points.filter(
          ({ factors_used: used, partial_oee: oee }) => oee !== null && used.length < factors.length,
        ).length;
        return count === 0 ? [] : [t('basis.partialPoints', { count })];
      },
    };
  }, [t, format]);
}
