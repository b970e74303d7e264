import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/types.ts';
import { PlotChoice } from '../../charts/plot-choice.tsx';
import { type PlotContent, QueryPlotCard } from '../../charts/query-plot-card.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useMachines } from '../../parts/machines/use-machines.ts';
import { useGroupName } from '../../parts/range/use-group-name.ts';
import { type Category, categories } from '../../ui/categories.ts';
import { useBasis } from './basis.ts';
import { choices } from './search.ts';
import { type Analysis, useTime } from './use-analysis.ts';

type Time = Answer<'/api/v1/analytics/time-accounting'>;

const drawn = Object.keys(categories) as readonly Category[];

/** Every second of the range in one of six kinds of time. */
export function TimeSpent({ analysis }: { readonly analysis: Analysis }) {
  const { t } = useTranslation(['analysis', 'common']);
  const format = useFormat();
  const groupName = useGroupName();
  const basis = useBasis();
  const machines = useMachines().data;
  const { spent = 'time' } = analysis.search;
  const groupBy = spent === 'time' ? analysis.by : spent;
  const show = useCallback(
    (time: Time): PlotContent => {
      const groups = time.groups ?? [];
      const nameOf = (key: string | null) => {
        if (key === null) return t('noShift');
        if (groupBy === 'machine') return machines?.find(({ id }) => id === key)?.name ?? key;
        if (groupBy === 'shift') return key;
        return groupName(key);
      };
      return {
        plot: {
          kind: 'bars',
          axis: t(`axis.${groupBy}`),
          points: groups.map(({ key }) => nameOf(key)),
          keys: groups.map(({ key }) => key ?? ''),
          unit: { kind: 'hours' },
          isStacked: true,
          series: drawn.map((category) => ({
            name: t(`common:category.${category}`),
            colour: categories[category],
            values: groups.map((group) => group[`${category}_seconds`]),
          })),
          details: [
            { title: t('column.known'), unit: { kind: 'percent' }, values: groups.map(({ coverage }) => coverage) },
          ],
        },
        basis: [
          basis.coverage([time]),
          t('spent.sum', { hours: format.hours(time.window_seconds) }),
          ...basis.upTo(time.cut_off_at),
          ...(groupBy === 'hour' || groupBy === 'machine' ? [] : [t('basis.productionDay')]),
        ],
        says: t('spent.says', {
          percent: format.percent((100 * time.productive_uptime_seconds) / time.window_seconds),
        }),
      };
    },
    [t, format, basis, groupName, machines, groupBy],
  );
  return (
    <QueryPlotCard
      title={t('spent.title')}
      query={useTime(analysis, groupBy)}
      show={show}
      choices={
        <PlotChoice
          label={t('spent.choice')}
          value={spent}
          options={choices.spent.map((value) => ({ value, name: t(`spent.${value}`) }))}
          onChoose={(value) => analysis.ask({ spent: value })}
        />
      }
      fileName={`time ${analysis.fileDates}`}
      emptyHint={t('emptyHint')}
    />
  );
}
