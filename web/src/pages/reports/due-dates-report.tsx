import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/types.ts';
import { type PlotContent, QueryPlotCard } from '../../charts/query-plot-card.tsx';
import { useFormat } from '../../format/use-format.ts';
import { csvAddress } from '../../parts/csv-address.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Figure, Figures } from '../../ui/figure.tsx';
import { Basis, ReportCard } from './report-card.tsx';
import { useGroupText } from './use-group-text.ts';
import { type Maintenance, useDueDates } from './use-maintenance.ts';

type DueDates = Answer<'/api/v1/reports/maintenance/due-dates'>;
type Group = NonNullable<DueDates['groups']>[number];

/** What was resolved by its due date. */
export function DueDatesReport({ maintenance }: { readonly maintenance: Maintenance }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const groupText = useGroupText();
  const query = useDueDates(maintenance);
  const { group, question } = maintenance;
  const show = useCallback(
    (data: DueDates): PlotContent => {
      const groups = data.groups ?? [];
      return {
        plot: {
          kind: 'bars',
          axis: t(`group.${group}`),
          points: groups.map(groupText),
          keys: groups.map(({ key }) => key ?? ''),
          unit: { kind: 'count' },
          isStacked: true,
          series: [
            { name: t('due.inTime'), values: groups.map(({ in_time: inTime }) => inTime), colour: 'good' },
            { name: t('due.late'), values: groups.map(({ late }) => late), colour: 'danger' },
            { name: t('due.overdue'), values: groups.map(({ overdue }) => overdue), colour: 'warning' },
          ],
          details: [
            { title: t('due.percent'), unit: { kind: 'percent' }, values: groups.map(({ percent }) => percent) },
          ],
        },
        basis: [t('due.basis', { count: data.n })],
        says: t('due.says', { percent: format.percent(data.percent) }),
      };
    },
    [t, format, groupText, group],
  );
  return (
    <>
      <ReportCard title={t('report.due-dates')} query={query}>
        {(data) => (
          <>
            <Figures>
              <Figure name={t('due.percent')} value={format.percent(data.percent)}>
                {t('n', { count: data.n })}
              </Figure>
              <Figure name={t('due.late')} value={format.number(data.late)} isBad={data.late > 0} />
              <Figure name={t('due.meanLate')} value={format.duration(data.mean_late_seconds)}>
                {t('n', { count: data.late })}
              </Figure>
              <Figure name={t('due.overdue')} value={format.number(data.overdue)} isBad={data.overdue > 0} />
              <Figure name={t('due.without')} value={format.number(data.without_due_date)} />
            </Figures>
            <Basis>{[t('due.basis', { count: data.n })]}</Basis>
          </>
        )}
      </ReportCard>
      <QueryPlotCard
        title={t('due.title')}
        query={query}
        show={show}
        fileName={`due-dates ${maintenance.fileDates}`}
        emptyHint={t('emptyHint')}
      />
      <ReportCard
        title={t('due.table')}
        csv={csvAddress('/api/v1/reports/maintenance/due-dates.csv', { ...question, group_by: group })}
        query={query}
      >
        {({ groups }) => <GroupTable groups={groups ?? []} heading={t(`group.${group}`)} />}
      </ReportCard>
    </>
  );
}

function GroupTable({ groups, heading }: { readonly groups: readonly Group[]; readonly heading: string }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const groupText = useGroupText();
  const columns = useMemo(
    (): readonly Column<Group>[] => [
      { id: 'group', title: heading, value: groupText },
      {
        id: 'percent',
        title: t('due.percent'),
        value: ({ percent }) => percent,
        cell: ({ percent, n }) => (
          <>
            {format.percent(percent)} <span className="text-quiet">({t('n', { count: n })})</span>
          </>
        ),
        isNumeric: true,
      },
      { id: 'late', title: t('due.late'), value: ({ late }) => late, isNumeric: true },
      {
        id: 'meanLate',
        title: t('due.meanLate'),
        value: ({ mean_late_seconds: seconds }) => seconds,
        cell: ({ mean_late_seconds: seconds }) => format.duration(seconds),
        isNumeric: true,
      },
      { id: 'overdue', title: t('due.overdue'), value: ({ overdue }) => overdue, isNumeric: true },
      { id: 'without', title: t('due.without'), value: (row) => row.without_due_date, isNumeric: true },
    ],
    [t, format, groupText, heading],
  );
  return <DataTable label={t('due.table')} rows={groups} columns={columns} keyOf={({ key }) => key ?? ''} />;
}
