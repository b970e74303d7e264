import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/types.ts';
import { PlotChoice } from '../../charts/plot-choice.tsx';
import type { Unit } from '../../charts/plots.ts';
import { type PlotContent, QueryPlotCard } from '../../charts/query-plot-card.tsx';
import { textOfValue } from '../../charts/units.ts';
import { useFormat } from '../../format/use-format.ts';
import { useBasis } from './basis.ts';
import { choices } from './search.ts';
import { type Analysis, useComparison, useMeasuredTime } from './use-analysis.ts';

type Comparison = Answer<'/api/v1/analytics/machine-comparison'>;

const units: Readonly<Record<string, Unit>> = {
  percent: { kind: 'percent' },
  seconds: { kind: 'hours' },
  count: { kind: 'count' },
};

/** Machines side by side by one figure, the best first. */
export function MachineComparison({ analysis }: { readonly analysis: Analysis }) {
  const { t } = useTranslation(['analysis', 'common']);
  const format = useFormat();
  const basis = useBasis();
  const { metric = 'oee' } = analysis.search;
  const time = useMeasuredTime(analysis);
  const show = useCallback(
    (comparison: Comparison): PlotContent => {
      const { machines, statistics } = comparison;
      const unit = units[comparison.unit] ?? { kind: 'count' };
      const shownMetric = choices.metric.find((known) => known === comparison.metric) ?? metric;
      const name = t(`machines.metric.${shownMetric}`);
      const timeOf = new Map(time?.groups?.map((group) => [group.key, group]));
      const unvalued = machines.filter(({ value }) => value === null).length;
      const average = textOfValue(statistics.average, unit, format);
      return {
        plot: {
          kind: 'bars',
          axis: t('axis.machine'),
          points: machines.map((machine) => machine.machine_name),
          keys: machines.map((machine) => machine.machine_id),
          unit,
          isLying: true,
          series: [{ name, values: machines.map(({ value }) => value), colour: 'accent' }],
          details: [
            { title: t('column.rank'), unit: { kind: 'count' }, values: machines.map(({ rank }) => rank) },
            {
              title: t('column.known'),
              unit: { kind: 'percent' },
              values: machines.map(({ machine_id: id }) => timeOf.get(id)?.coverage ?? null),
            },
            {
              title: t('column.planned'),
              unit: { kind: 'hours' },
              values: machines.map(({ machine_id: id }) => timeOf.get(id)?.planned_seconds ?? null),
            },
          ],
        },
        basis: [
          ...(time === undefined ? [] : [basis.coverage([time])]),
          // ratios are of sums: what a percentage says of all together is no mean
          t(unit.kind === 'percent' ? 'machines.average' : 'machines.mean', { value: average }),
          ...(unvalued === 0 ? [] : [t('machines.unvalued', { count: unvalued })]),
          ...basis.upTo(comparison.cut_off_at),
        ],
        says: t('machines.says', { metric: name, count: machines.length }),
      };
    },
    [t, format, basis, metric, time],
  );
  return (
    <QueryPlotCard
      title={t('machines.title')}
      query={useComparison(analysis, metric)}
      show={show}
      choices={
        <PlotChoice
          label={t('machines.choice')}
          value={metric}
          options={choices.metric.map((value) => ({ value, name: t(`machines.metric.${value}`) }))}
          onChoose={(value) => analysis.ask({ metric: value })}
        />
      }
      fileName={`machines-${metric} ${analysis.fileDates}`}
      emptyHint={t('emptyHint')}
    />
  );
}
