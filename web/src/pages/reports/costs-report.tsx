import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer, Item } from '../../api/types.ts';
import { type PlotContent, QueryPlotCard } from '../../charts/query-plot-card.tsx';
import { useFormat } from '../../format/use-format.ts';
import { csvAddress } from '../../parts/csv-address.ts';
import { TicketLink } from '../../parts/ticket-link.tsx';
import { useFactory } from '../../session/factory.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Figure, Figures } from '../../ui/figure.tsx';
import { Basis, ReportCard } from './report-card.tsx';
import { useGroupText } from './use-group-text.ts';
import { type Maintenance, useCosts, useDearestTickets } from './use-maintenance.ts';

type Costs = Answer<'/api/v1/reports/maintenance/costs'>;
type Group = NonNullable<Costs['groups']>[number];
type TicketCost = Item<'/api/v1/reports/maintenance/ticket-costs'>;

const MINUTE_SECONDS = 60;

/** What faults and plans cost in labour, parts and stops. */
export function CostsReport({ maintenance }: { readonly maintenance: Maintenance }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const { currency } = useFactory();
  const groupText = useGroupText();
  const query = useCosts(maintenance);
  const { group, question } = maintenance;
  const basisOf = useCallback(
    ({ tickets, stops, labour_hourly_cost: rate, stops_without_rate: withoutRate }: Costs) => [
      rate === null
        ? t('costs.basisNoRate', { tickets, stops })
        : t('costs.basis', { tickets, stops, rate: format.money(rate, currency) }),
      ...(withoutRate === 0 ? [] : [t('costs.withoutRate', { count: withoutRate })]),
    ],
    [t, format, currency],
  );
  const show = useCallback(
    (data: Costs): PlotContent => {
      const groups = data.groups ?? [];
      return {
        plot: {
          kind: 'bars',
          axis: t(`group.${group}`),
          points: groups.map(groupText),
          keys: groups.map(({ key }) => key ?? ''),
          unit: { kind: 'money', currency },
          isStacked: true,
          series: [
            { name: t('costs.labour'), values: groups.map((each) => each.labour_cost), colour: 'down-planned' },
            { name: t('costs.parts'), values: groups.map((each) => each.parts_cost), colour: 'accent' },
            { name: t('costs.downtime'), values: groups.map((each) => each.downtime_cost), colour: 'down-unplanned' },
          ],
          details: [
            { title: t('costs.tickets'), unit: { kind: 'count' }, values: groups.map(({ tickets }) => tickets) },
          ],
        },
        basis: basisOf(data),
        says: t('costs.says', { group: t(`group.${group}`), total: format.money(data.total_cost, currency) }),
      };
    },
    [t, format, groupText, group, currency, basisOf],
  );
  return (
    <>
      <ReportCard title={t('report.costs')} query={query}>
        {(data) => (
          <>
            <Figures>
              <Figure name={t('costs.total')} value={format.money(data.total_cost, currency)}>
                {t('n', { count: data.tickets })}
              </Figure>
              <Figure name={t('costs.labour')} value={format.money(data.labour_cost, currency)}>
                {data.labour_hourly_cost === null
                  ? t('costs.noRate')
                  : format.hours(data.labour_minutes * MINUTE_SECONDS)}
              </Figure>
              <Figure name={t('costs.parts')} value={format.money(data.parts_cost, currency)} />
              <Figure name={t('costs.downtime')} value={format.money(data.downtime_cost, currency)}>
                {format.hours(data.down_seconds)}
              </Figure>
              <Figure name={t('costs.perTicket')} value={format.money(data.cost_per_ticket, currency)} />
              <Figure name={t('costs.planned')} value={format.percent(data.planned_percent)}>
                {t('n', { count: data.planned_n })}
              </Figure>
            </Figures>
            <Basis>{basisOf(data)}</Basis>
          </>
        )}
      </ReportCard>
      <QueryPlotCard
        title={t('costs.title')}
        query={query}
        show={show}
        fileName={`maintenance-costs ${maintenance.fileDates}`}
        emptyHint={t('emptyHint')}
      />
      <ReportCard
        title={t('costs.table')}
        csv={csvAddress('/api/v1/reports/maintenance/costs.csv', { ...question, group_by: group })}
        query={query}
      >
        {({ groups }) => <GroupTable groups={groups ?? []} heading={t(`group.${group}`)} />}
      </ReportCard>
      <ReportCard
        title={t('costs.dearest')}
        csv={csvAddress('/api/v1/reports/maintenance/ticket-costs.csv', { ...question })}
        query={useDearestTickets(maintenance)}
      >
        {({ items, count }) => (
          <>
            <Dearest tickets={items} />
            {count > items.length && <Basis>{[t('more', { shown: items.length, count })]}</Basis>}
          </>
        )}
      </ReportCard>
    </>
  );
}

function GroupTable({ groups, heading }: { readonly groups: readonly Group[]; readonly heading: string }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const { currency } = useFactory();
  const groupText = useGroupText();
  const columns = useMemo((): readonly Column<Group>[] => {
    const money = (id: string, title: string, value: (row: Group) => number | null): Column<Group> => ({
      id,
      title,
      value,
      cell: (row) => format.money(value(row), currency),
      isNumeric: true,
    });
    return [
      { id: 'group', title: heading, value: groupText },
      { id: 'tickets', title: t('costs.tickets'), value: ({ tickets }) => tickets, isNumeric: true },
      {
        id: 'hours',
        title: t('costs.hours'),
        value: (row) => row.labour_minutes,
        cell: (row) => format.hours(row.labour_minutes * MINUTE_SECONDS),
        isNumeric: true,
      },
      money('labour', t('costs.labour'), (row) => row.labour_cost),
      money('parts', t('costs.parts'), (row) => row.parts_cost),
      money('downtime', t('costs.downtime'), (row) => row.downtime_cost),
      money('total', t('costs.total'), (row) => row.total_cost),
      money('perTicket', t('costs.perTicket'), (row) => row.cost_per_ticket),
    ];
  }, [t, format, groupText, heading, currency]);
  return <DataTable label={t('costs.table')} rows={groups} columns={columns} keyOf={({ key }) => key ?? ''} />;
}

function Dearest({ tickets }: { readonly tickets: readonly TicketCost[] }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const { currency } = useFactory();
  const columns = useMemo((): readonly Column<TicketCost>[] => {
    const money = (id: string, title: string, value: (row: TicketCost) => number | null): Column<TicketCost> => ({
      id,
      title,
      value,
      cell: (row) => format.money(value(row), currency),
      isNumeric: true,
    });
    return [
      {
        id: 'ticket',
        title: t('recurring.tickets'),
        value: (row) => row.ticket_id,
        cell: (row) => <TicketLink ticketId={row.ticket_id} />,
      },
      { id: 'machine', title: t('group.machine'), value: (row) => row.machine_name },
      { id: 'what', title: t('costs.what'), value: ({ description }) => description },
      {
        id: 'began',
        title: t('costs.began'),
        value: (row) => row.began_at,
        cell: (row) => <span className="whitespace-nowrap">{format.date(row.began_at)}</span>,
      },
      {
        id: 'down',
        title: t('costs.down'),
        value: (row) => row.down_seconds,
        cell: (row) => format.duration(row.down_seconds),
        isNumeric: true,
      },
      money('labour', t('costs.labour'), (row) => row.labour_cost),
      money('parts', t('costs.parts'), (row) => row.parts_cost),
      money('downtime', t('costs.downtime'), (row) => row.downtime_cost),
      money('total', t('costs.total'), (row) => row.total_cost),
    ];
  }, [t, format, currency]);
  return (
    <DataTable label={t('costs.dearest')} rows={tickets} columns={columns} keyOf={({ ticket_id: id }) => String(id)} />
  );
}
