import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/types.ts';
import { type PlotContent, QueryPlotCard } from '../../charts/query-plot-card.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useBasis } from './basis.ts';
import { oeeSteps } from './oee-steps.ts';
import { type Analysis, useOee } from './use-analysis.ts';

/** From planned time to OEE: what each factor takes away. */
export function OeeWaterfall({ analysis }: { readonly analysis: Analysis }) {
  const { t } = useTranslation(['analysis', 'common']);
  const format = useFormat();
  const basis = useBasis();
  const show = useCallback(
    (oee: Answer<'/api/v1/analytics/oee'>): PlotContent => ({
      plot: {
        kind: 'waterfall',
        axis: t('waterfall.axis'),
        name: t('waterfall.name'),
        unit: { kind: 'percent' },
        steps: oeeSteps(oee, (step) => t(`waterfall.${step}`)),
      },
      basis: [...basis.oee(oee), ...basis.upTo(oee.cut_off_at)],
      says: t('waterfall.says', { oee: format.percent(oee.partial_oee, 1) }),
    }),
    [t, format, basis],
  );
  return (
    <QueryPlotCard
      title={t('waterfall.title')}
      query={useOee(analysis)}
      show={show}
      fileName={`oee-losses ${analysis.fileDates}`}
      emptyHint={t('emptyHint')}
    />
  );
}
