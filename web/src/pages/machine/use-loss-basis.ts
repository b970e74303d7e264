import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import type { Losses, Oee } from './losses.ts';

/** What the waterfall rests on, sentence by sentence, and what it does not know. */
export function useLossBasis(): (oee: Oee, losses: Losses, coverage: number | null) => readonly string[] {
  const { t } = useTranslation('machine');
  const format = useFormat();
  return useCallback(
    (
      { basis, availability, performance, quality, oee, partial_oee: partial, warnings },
      { steps, missing },
      coverage,
    ) => [
      oee === null
        ? t('basis.partial', {
            oee: format.percent(partial, 1),
            missing: missing.map((each) => t(`factor.${each}`)).join(', '),
          })
        : t('basis.oee', { oee: format.percent(oee, 1) }),
      t('basis.availability', {
        percent: format.percent(availability, 1),
        uptime: format.hours(basis.availability.productive_uptime_seconds),
        planned: format.hours(basis.availability.planned_seconds),
        coverage: format.percent(coverage),
      }),
      performance === null
        ? t('basis.noPerformance')
        : t('basis.performance', {
            percent: format.percent(performance, 1),
            cuts: format.number(basis.performance.cuts, 0),
            count: basis.performance.runs,
            coverage: format.percent(steps[1]?.coverage),
          }),
      quality === null
        ? t('basis.noQuality')
        : t('basis.quality', {
            percent: format.percent(quality, 1),
            scrap: format.number(basis.quality.scrap_count, 0),
            produced: format.number(basis.quality.produced_count, 0),
            count: basis.quality.runs,
          }),
      ...warnings.map((warning) => t(`basis.warning.${warning}`)),
    ],
    [t, format],
  );
}
