import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/types.ts';
import { PlotChoice } from '../../charts/plot-choice.tsx';
import { type PlotContent, QueryPlotCard } from '../../charts/query-plot-card.tsx';
import { useFormat } from '../../format/use-format.ts';
import { csvAddress } from '../../parts/csv-address.ts';
import { useGroupName } from '../../parts/range/use-group-name.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Figure, Figures } from '../../ui/figure.tsx';
import { Basis, ReportCard } from './report-card.tsx';
import { choices } from './search.ts';
import { useGroupText } from './use-group-text.ts';
import { type Maintenance, useBacklog, useBacklogTrend } from './use-maintenance.ts';

type Backlog = Answer<'/api/v1/reports/maintenance/backlog'>;
type Group = NonNullable<Backlog['groups']>[number];
type Trend = Answer<'/api/v1/reports/maintenance/backlog-trend'>;

const ages = ['under_1_day', '1_to_7_days', '7_to_30_days', '30_to_90_days', 'over_90_days'] as const;
const statuses = ['Open', 'In Progress', 'On Hold'] as const;

/** What waits, how long it has, and how it came to that. */
export function BacklogReport({ maintenance }: { readonly maintenance: Maintenance }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const query = useBacklog(maintenance);
  const { group, question } = maintenance;
  const { machine_ids: machineIds } = question;
  const show = useCallback(
    (data: Backlog): PlotContent => ({
      plot: {
        kind: 'bars',
        axis: t('backlog.ageAxis'),
        points: ages.map((age) => t(`backlog.ages.${age}`)),
        unit: { kind: 'count' },
        series: [{ name: t('backlog.tickets'), values: ages.map((age) => data.by_age[age]) }],
      },
      basis: [t('backlog.asOf', { when: format.when(data.as_of) })],
      says: t('backlog.ageSays', {
        count: data.tickets,
        old: data.by_age['30_to_90_days'] + data.by_age.over_90_days,
      }),
    }),
    [t, format],
  );
  return (
    <>
      <ReportCard title={t('report.backlog')} query={query}>
        {(data) => (
          <>
            <Figures>
              <Figure name={t('backlog.tickets')} value={format.number(data.tickets)}>
                {statuses.map((status) => `${t(`common:ticketStatus.${status}`)} ${data.by_status[status]}`).join(', ')}
              </Figure>
              <Figure name={t('backlog.overdue')} value={format.number(data.overdue)} isBad={data.overdue > 0} />
              <Figure name={t('backlog.unassigned')} value={format.number(data.unassigned)} />
              <Figure
                name={t('backlog.machineDown')}
                value={format.number(data.machine_down)}
                isBad={data.machine_down > 0}
              />
              <Figure name={t('backlog.age')} value={format.duration(data.mean_age_seconds)}>
                {data.oldest_logged_time === null
                  ? undefined
                  : t('backlog.oldest', { when: format.date(data.oldest_logged_time) })}
              </Figure>
              <Figure name={t('backlog.weeks')} value={format.number(data.weeks)}>
                {data.weekly_capacity_hours === null
                  ? t('backlog.noCapacity')
                  : t('backlog.weeksOf', {
                      hours: format.number(data.estimated_hours),
                      count: data.estimated_n,
                    })}
              </Figure>
            </Figures>
            <Basis>{[t('backlog.asOf', { when: format.when(data.as_of) })]}</Basis>
          </>
        )}
      </ReportCard>
      <QueryPlotCard
        title={t('backlog.byAge')}
        query={query}
        show={show}
        fileName={`backlog ${maintenance.fileDates}`}
        emptyHint={t('emptyHint')}
      />
      <BacklogTrend maintenance={maintenance} />
      <ReportCard
        title={t('backlog.table')}
        csv={csvAddress('/api/v1/reports/maintenance/backlog.csv', { group_by: group, machine_ids: machineIds })}
        query={query}
      >
        {({ groups }) => <GroupTable groups={groups ?? []} heading={t(`group.${group}`)} />}
      </ReportCard>
    </>
  );
}

function BacklogTrend({ maintenance }: { readonly maintenance: Maintenance }) {
  const { t } = useTranslation(['reports', 'common']);
  const groupName = useGroupName();
  const { interval = 'day' } = maintenance.search;
  const show = useCallback(
    ({ items }: Trend): PlotContent => {
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      return {
        plot: {
          kind: 'trend',
          axis: t(`backlog.axis.${interval}`),
          points: items.map(({ key }) => groupName(key)),
          keys: items.map(({ key }) => key),
          unit: { kind: 'count' },
          series: [
            { name: t('backlog.waiting'), values: items.map(({ waiting }) => waiting), colour: 'warning' },
            { name: t('backlog.opened'), values: items.map(({ opened }) => opened), colour: 'down-planned' },
            { name: t('backlog.finished'), values: items.map(({ finished }) => finished), colour: 'good' },
          ],
        },
        basis: [
          t('backlog.trendBasis', {
            opened: sum(items.map(({ opened }) => opened)),
            finished: sum(items.map(({ finished }) => finished)),
          }),
        ],
        says: t('backlog.trendSays', { waiting: items.at(-1)?.waiting ?? 0 }),
      };
    },
    [t, groupName, interval],
  );
  return (
    <QueryPlotCard
      title={t('backlog.trend')}
      query={useBacklogTrend(maintenance)}
      show={show}
      choices={
        <PlotChoice
          label={t('backlog.interval')}
          value={interval}
          options={choices.interval.map((value) => ({ value, name: t(`backlog.intervals.${value}`) }))}
          onChoose={(value) => maintenance.ask({ interval: value })}
        />
      }
      fileName={`backlog-trend ${maintenance.fileDates}`}
      emptyHint={t('emptyHint')}
    />
  );
}

function GroupTable({ groups, heading }: { readonly groups: readonly Group[]; readonly heading: string }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const groupText = useGroupText();
  const columns = useMemo((): readonly Column<Group>[] => {
    const count = (id: string, title: string, value: (row: Group) => number): Column<Group> => ({
      id,
      title,
      value,
      isNumeric: true,
    });
    return [
      { id: 'group', title: heading, value: groupText },
      count('tickets', t('backlog.tickets'), ({ tickets }) => tickets),
      ...statuses.map((status) =>
        count(status, t(`common:ticketStatus.${status}`), ({ by_status: byStatus }) => byStatus[status]),
      ),
      count('overdue', t('backlog.overdue'), ({ overdue }) => overdue),
      count('unassigned', t('backlog.unassigned'), ({ unassigned }) => unassigned),
      count('down', t('backlog.machineDown'), (row) => row.machine_down),
      {
        id: 'age',
        title: t('backlog.age'),
        value: (row) => row.mean_age_seconds,
        cell: (row) => format.duration(row.mean_age_seconds),
        isNumeric: true,
      },
    ];
  }, [t, format, groupText, heading]);
  return <DataTable label={t('backlog.table')} rows={groups} columns={columns} keyOf={({ key }) => key ?? ''} />;
}
