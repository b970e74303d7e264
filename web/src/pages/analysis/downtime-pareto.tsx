import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/types.ts';
import { PlotChoice } from '../../charts/plot-choice.tsx';
import { type PlotContent, QueryPlotCard } from '../../charts/query-plot-card.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useBasis } from './basis.ts';
import { choices } from './search.ts';
import { type Analysis, useDowntime, useMeasuredTime } from './use-analysis.ts';

/** Which few reasons make up most of the downtime. */
export function DowntimePareto({ analysis }: { readonly analysis: Analysis }) {
  const { t } = useTranslation(['analysis', 'common']);
  const format = useFormat();
  const basis = useBasis();
  const time = useMeasuredTime(analysis);
  const { stops = 'time' } = analysis.search;
  const show = useCallback(
    (downtime: Answer<'/api/v1/analytics/downtime'>): PlotContent => {
      const { reasons } = downtime;
      const seconds = {
        name: t('stops.time'),
        unit: { kind: 'hours' as const },
        values: reasons.map((reason) => reason.seconds),
      };
      const counts = {
        name: t('stops.count'),
        unit: { kind: 'count' as const },
        values: reasons.map((reason) => reason.count),
      };
      const [shown, beside] = stops === 'time' ? [seconds, counts] : [counts, seconds];
      return {
        plot: {
          kind: 'pareto',
          axis: t('axis.reason'),
          points: reasons.map(({ reason }) => reason),
          ...shown,
          colour: 'down-unplanned',
          details: [
            { title: beside.name, unit: beside.unit, values: beside.values },
            {
              title: t('column.group'),
              values: reasons.map(({ reason_group: group }) => t(`reasonGroup.${group}`)),
            },
          ],
        },
        basis: [
          t('stops.rest', {
            hours: format.hours(downtime.downtime_seconds),
            planned: format.hours(downtime.planned_seconds),
          }),
          ...(time === undefined ? [] : [basis.coverage([time])]),
          ...basis.upTo(downtime.cut_off_at),
        ],
        says: t('stops.says', {
          first: reasons
            .slice(0, 3)
            .map(({ reason }) => reason)
            .join(', '),
        }),
      };
    },
    [t, format, basis, stops, time],
  );
  return (
    <QueryPlotCard
      title={t('stops.title')}
      query={useDowntime(analysis)}
      show={show}
      choices={
        <PlotChoice
          label={t('stops.choice')}
          value={stops}
          options={choices.stops.map((value) => ({ value, name: t(`stops.${value}`) }))}
          onChoose={(value) => analysis.ask({ stops: value })}
        />
      }
      fileName={`downtime ${analysis.fileDates}`}
      emptyHint={t('emptyHint')}
    />
  );
}
