import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/types.ts';
import { type PlotContent, QueryPlotCard } from '../../charts/query-plot-card.tsx';
import { useBasis } from './basis.ts';
import { type Analysis, useOee } from './use-analysis.ts';

/** OEE and its factors, shift beside shift. */
export function ShiftComparison({ analysis }: { readonly analysis: Analysis }) {
  const { t } = useTranslation(['analysis', 'common']);
  const basis = useBasis();
  const show = useCallback(
    (oee: Answer<'/api/v1/analytics/oee'>): PlotContent => {
      // time in no shift has no plan, and so no OEE
      const shifts = (oee.groups ?? []).filter(({ key, partial_oee: value }) => key !== null || value !== null);
      return {
        plot: {
          kind: 'bars',
          axis: t('axis.shift'),
          points: shifts.map(({ key }) => key ?? t('noShift')),
          unit: { kind: 'percent' },
          series: [
            { name: t('oee'), values: shifts.map(({ partial_oee: value }) => value), colour: 'accent' },
            {
              name: t('factor.availability'),
              values: shifts.map(({ availability }) => availability),
              colour: 'down-planned',
            },
            { name: t('factor.performance'), values: shifts.map(({ performance }) => performance), colour: 'idle' },
            { name: t('factor.quality'), values: shifts.map(({ quality }) => quality), colour: 'no-data' },
          ],
          details: [
            {
              title: t('column.planned'),
              unit: { kind: 'hours' },
              values: shifts.map((shift) => shift.basis.availability.planned_seconds),
            },
            {
              title: t('column.runs'),
              unit: { kind: 'count' },
              values: shifts.map((shift) => shift.basis.performance.runs),
            },
            {
              title: t('column.pieces'),
              unit: { kind: 'count' },
              values: shifts.map((shift) => Math.round(shift.basis.quality.produced_count)),
            },
            { title: t('column.missing'), values: shifts.map(({ factors_used: used }) => basis.missing(used)) },
          ],
        },
        basis: [...basis.oee(oee), ...basis.upTo(oee.cut_off_at)],
        says: t('shifts.says'),
      };
    },
    [t, basis],
  );
  return (
    <QueryPlotCard
      title={t('shifts.title')}
      query={useOee(analysis, 'shift')}
      show={show}
      fileName={`shifts ${analysis.fileDates}`}
      emptyHint={t('emptyHint')}
    />
  );
}
