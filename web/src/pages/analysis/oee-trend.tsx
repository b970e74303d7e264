import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/types.ts';
import { type PlotContent, QueryPlotCard } from '../../charts/query-plot-card.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useGroupName } from '../../parts/range/use-group-name.ts';
import { useFactory } from '../../session/factory.ts';
import { useBasis } from './basis.ts';
import { type Analysis, useTrends } from './use-analysis.ts';

/** OEE over time with the three factors that it comes of. */
export function OeeTrend({ analysis }: { readonly analysis: Analysis }) {
  const { t } = useTranslation(['analysis', 'common']);
  const format = useFormat();
  const groupName = useGroupName();
  const basis = useBasis();
  const { oee_target: target } = useFactory();
  const { by } = analysis;
  const show = useCallback(
    ({ trends, cut_off_at: cutOffAt }: Answer<'/api/v1/analytics/trends'>): PlotContent => {
      const oees = trends.flatMap(({ partial_oee: oee }) => (oee === null ? [] : [oee]));
      return {
        plot: {
          kind: 'trend',
          axis: t(`axis.${by}`),
          points: trends.map(({ timestamp }) => groupName(timestamp)),
          keys: trends.map(({ timestamp }) => timestamp),
          unit: { kind: 'percent' },
          series: [
            { name: t('oee'), values: trends.map(({ partial_oee: oee }) => oee), colour: 'accent' },
            {
              name: t('factor.availability'),
              values: trends.map(({ availability }) => availability),
              colour: 'down-planned',
            },
            { name: t('factor.performance'), values: trends.map(({ performance }) => performance), colour: 'idle' },
            { name: t('factor.quality'), values: trends.map(({ quality }) => quality), colour: 'no-data' },
          ],
          target: { name: t('target', { percent: format.percent(target) }), value: target },
          details: [
            { title: t('column.known'), unit: { kind: 'percent' }, values: trends.map(({ coverage }) => coverage) },
            {
              title: t('column.planned'),
              unit: { kind: 'hours' },
              values: trends.map(({ planned_seconds: planned }) => planned),
            },
            {
              title: t('column.missing'),
              values: trends.map(({ factors_used: used }) => basis.missing(used)),
            },
          ],
        },
        basis: [
          basis.coverage(trends),
          ...basis.upTo(cutOffAt),
          ...basis.partialPoints(trends),
          ...basis.warnings(trends),
          ...(by === 'hour' ? [] : [t('basis.productionDay')]),
        ],
        says: t('trend.says', {
          points: trends.length,
          least: format.percent(oees.length === 0 ? null : Math.min(...oees)),
          greatest: format.percent(oees.length === 0 ? null : Math.max(...oees)),
        }),
      };
    },
    [t, format, basis, groupName, target, by],
  );
  return (
    <QueryPlotCard
      title={t('trend.title')}
      query={useTrends(analysis)}
      show={show}
      fileName={`oee ${analysis.fileDates}`}
      emptyHint={t('emptyHint')}
    />
  );
}
