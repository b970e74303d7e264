import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer, Item } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { csvAddress } from '../../parts/csv-address.ts';
import { TicketLink } from '../../parts/ticket-link.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Basis, ReportCard } from './report-card.tsx';
import { type Maintenance, useRecurringFaults } from './use-maintenance.ts';

type Recurring = Answer<'/api/v1/reports/maintenance/recurring-faults'>;
type Fault = Item<'/api/v1/reports/maintenance/recurring-faults'>;

/** Machines and causes that keep maintenance busy. */
export function RecurringReport({ maintenance }: { readonly maintenance: Maintenance }) {
  const { t } = useTranslation(['reports', 'common']);
  return (
    <ReportCard
      title={t('recurring.title')}
      csv={csvAddress('/api/v1/reports/maintenance/recurring-faults.csv', { ...maintenance.question })}
      query={useRecurringFaults(maintenance)}
    >
      {(data) => (
        <>
          {data.items.length === 0 ? (
            <Empty title={t('recurring.empty')}>
              <p>{t('recurring.emptyHint')}</p>
            </Empty>
          ) : (
            <Faults data={data} />
          )}
          <Basis>{[t('recurring.basis', { least: data.at_least, days: data.repeat_days })]}</Basis>
        </>
      )}
    </ReportCard>
  );
}

function Faults({ data }: { readonly data: Recurring }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const { repeat_days: days } = data;
  const columns = useMemo(
    (): readonly Column<Fault>[] => [
      { id: 'machine', title: t('recurring.machine'), value: (row) => row.machine_name },
      { id: 'cause', title: t('recurring.cause'), value: ({ cause }) => cause },
      { id: 'most', title: t('recurring.most', { days }), value: ({ most }) => most, isNumeric: true },
      { id: 'faults', title: t('recurring.faults'), value: ({ faults }) => faults, isNumeric: true },
      {
        id: 'last',
        title: t('recurring.last'),
        value: (row) => row.last_began_at,
        cell: (row) => format.dateTime(row.last_began_at),
      },
      {
        id: 'tickets',
        title: t('recurring.tickets'),
        cell: ({ ticket_ids: ids }) => (
          <span className="flex flex-wrap gap-x-3 gap-y-1">
            {ids.map((id) => (
              <TicketLink key={id} ticketId={id} />
            ))}
          </span>
        ),
      },
    ],
    [t, format, days],
  );
  return (
    <DataTable
      label={t('recurring.title')}
      rows={data.items}
      columns={columns}
      keyOf={({ machine_id: machine, cause }) => `${machine} ${cause}`}
    />
  );
}
