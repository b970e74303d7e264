import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/types.ts';
import { type PlotContent, QueryPlotCard } from '../../charts/query-plot-card.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useGroupName } from '../../parts/range/use-group-name.ts';
import { useBasis } from './basis.ts';
import { HOURS, heatRows } from './heat-cells.ts';
import { weekdays } from './search.ts';
import { type Analysis, useTime } from './use-analysis.ts';

const hours = Array.from({ length: HOURS }, (_, hour) => String(hour).padStart(2, '0'));

/** When machines run, and when they do not. */
export function UtilisationMap({ analysis }: { readonly analysis: Analysis }) {
  const { t } = useTranslation(['analysis', 'common']);
  const format = useFormat();
  const groupName = useGroupName();
  const basis = useBasis();
  const show = useCallback(
    (time: Answer<'/api/v1/analytics/time-accounting'>): PlotContent => {
      const rows = heatRows(time.groups ?? []);
      const known = rows.flatMap(({ percents }) => percents.filter((percent) => percent !== null));
      return {
        plot: {
          kind: 'heat',
          name: t('figures.utilisation'),
          unit: { kind: 'percent' },
          columnAxis: t('axis.hour'),
          columns: hours,
          rowAxis: t('axis.day'),
          rows: rows.map(({ day }) =>
            typeof day === 'number' ? t(`weekdays.${weekdays[day] ?? 'MONDAY'}`) : groupName(day),
          ),
          values: rows.map(({ percents }) => percents),
          range: [0, 100],
        },
        basis: [basis.coverage([time]), ...basis.upTo(time.cut_off_at), t('heat.blank')],
        says: t('heat.says', {
          least: format.percent(known.length === 0 ? null : Math.min(...known)),
          greatest: format.percent(known.length === 0 ? null : Math.max(...known)),
        }),
      };
    },
    [t, format, basis, groupName],
  );
  return (
    <QueryPlotCard
      title={t('heat.title')}
      query={useTime(analysis, 'hour')}
      show={show}
      fileName={`utilisation ${analysis.fileDates}`}
      emptyHint={t('emptyHint')}
    />
  );
}
