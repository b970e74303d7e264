import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer, Item } from '../../api/types.ts';
import { PlotChoice } from '../../charts/plot-choice.tsx';
import { type PlotContent, QueryPlotCard } from '../../charts/query-plot-card.tsx';
import { useFormat } from '../../format/use-format.ts';
import { csvAddress } from '../../parts/csv-address.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Figure, Figures } from '../../ui/figure.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Basis, ReportCard } from './report-card.tsx';
import { choices } from './search.ts';
import { useGroupText } from './use-group-text.ts';
import { type Maintenance, useStops, useStopsWithoutTicket } from './use-maintenance.ts';

type Stops = Answer<'/api/v1/reports/maintenance/stops'>;
type Group = NonNullable<Stops['groups']>[number];
type Stop = Item<'/api/v1/reports/maintenance/stops-without-ticket'>;

/** More bars cannot be read; the table below has them all. */
const BARS_MAX = 15;

/** Whether anybody wrote about the stops that cost most. */
export function StopsReport({ maintenance }: { readonly maintenance: Maintenance }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const groupText = useGroupText();
  const query = useStops(maintenance);
  const { question, search } = maintenance;
  const { stops: group = 'reason' } = search;
  const basisOf = useCallback(
    ({ stops, threshold_seconds: threshold, seconds }: Stops) => [
      t('stops.basis', { count: stops, threshold: format.duration(threshold), hours: format.hours(seconds) }),
    ],
    [t, format],
  );
  const show = useCallback(
    (data: Stops): PlotContent => {
      const groups = (data.groups ?? []).slice(0, BARS_MAX);
      return {
        plot: {
          kind: 'bars',
          axis: t(`group.${group}`),
          points: groups.map(groupText),
          unit: { kind: 'hours' },
          isStacked: true,
          series: [
            { name: t('stops.with'), values: groups.map((each) => each.with_ticket_seconds), colour: 'accent' },
            { name: t('stops.without'), values: groups.map((each) => each.without_ticket_seconds), colour: 'warning' },
          ],
          details: [
            { title: t('stops.stops'), unit: { kind: 'count' }, values: groups.map(({ stops }) => stops) },
            {
              title: t('stops.covered'),
              unit: { kind: 'percent' },
              values: groups.map((each) => each.covered_percent),
            },
          ],
        },
        basis: basisOf(data),
        says: t('stops.says', { percent: format.percent(data.covered_percent) }),
      };
    },
    [t, format, groupText, group, basisOf],
  );
  return (
    <>
      <ReportCard title={t('report.stops')} query={query}>
        {(data) => (
          <>
            <Figures>
              <Figure name={t('stops.stops')} value={format.number(data.stops)}>
                {format.hours(data.seconds)}
              </Figure>
              <Figure name={t('stops.with')} value={format.number(data.with_ticket)}>
                {format.hours(data.with_ticket_seconds)}
              </Figure>
              <Figure name={t('stops.without')} value={format.number(data.without_ticket)}>
                {format.hours(data.without_ticket_seconds)}
              </Figure>
              <Figure name={t('stops.covered')} value={format.percent(data.covered_percent)}>
                {t('n', { count: data.stops })}
              </Figure>
            </Figures>
            <Basis>{basisOf(data)}</Basis>
          </>
        )}
      </ReportCard>
      <QueryPlotCard
        title={t('stops.title')}
        query={query}
        show={show}
        choices={
          <PlotChoice
            label={t('group.label')}
            value={group}
            options={choices.stops.map((value) => ({ value, name: t(`group.${value}`) }))}
            onChoose={(value) => maintenance.ask({ stops: value })}
          />
        }
        fileName={`stops ${maintenance.fileDates}`}
        emptyHint={t('emptyHint')}
      />
      <ReportCard
        title={t('stops.table')}
        csv={csvAddress('/api/v1/reports/maintenance/stops.csv', { ...question, group_by: group })}
        query={query}
      >
        {({ groups }) => <GroupTable groups={groups ?? []} heading={t(`group.${group}`)} />}
      </ReportCard>
      <ReportCard
        title={t('stops.list')}
        csv={csvAddress('/api/v1/reports/maintenance/stops-without-ticket.csv', { ...question })}
        query={useStopsWithoutTicket(maintenance)}
      >
        {({ items, count }) =>
          items.length === 0 ? (
            <Empty title={t('stops.empty')}>
              <p>{t('stops.emptyHint')}</p>
            </Empty>
          ) : (
            <>
              <StopsList stops={items} />
              {count > items.length && <Basis>{[t('more', { shown: items.length, count })]}</Basis>}
            </>
          )
        }
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
      { id: 'stops', title: t('stops.stops'), value: ({ stops }) => stops, isNumeric: true },
      {
        id: 'time',
        title: t('stops.time'),
        value: ({ seconds }) => seconds,
        cell: ({ seconds }) => format.hours(seconds),
        isNumeric: true,
      },
      { id: 'with', title: t('stops.with'), value: (row) => row.with_ticket, isNumeric: true },
      { id: 'without', title: t('stops.without'), value: (row) => row.without_ticket, isNumeric: true },
      {
        id: 'covered',
        title: t('stops.covered'),
        value: (row) => row.covered_percent,
        cell: (row) => format.percent(row.covered_percent),
        isNumeric: true,
      },
    ],
    [t, format, groupText, heading],
  );
  return <DataTable label={t('stops.table')} rows={groups} columns={columns} keyOf={({ key }) => key ?? ''} />;
}

function StopsList({ stops }: { readonly stops: readonly Stop[] }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const columns = useMemo(
    (): readonly Column<Stop>[] => [
      { id: 'machine', title: t('stops.machine'), value: (row) => row.machine_name },
      { id: 'reason', title: t('stops.reason'), value: ({ reason }) => reason },
      {
        id: 'began',
        title: t('stops.began'),
        value: (row) => row.start_time,
        cell: (row) => format.dateTime(row.start_time),
      },
      {
        id: 'lasted',
        title: t('stops.lasted'),
        value: ({ seconds }) => seconds,
        cell: ({ seconds }) => format.duration(seconds),
        isNumeric: true,
      },
    ],
    [t, format],
  );
  return (
    <DataTable label={t('stops.list')} rows={stops} columns={columns} keyOf={({ fourjaw_downtime_id: id }) => id} />
  );
}
