/** What the next shift must know: what waits, what was taken, and what nobody has said yet. */
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { componentAddress } from '../../parts/addresses.ts';
import { TicketLink } from '../../parts/ticket-link.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Card } from '../../ui/page.tsx';
import { sheetPart } from './shift-machines.tsx';
import type { ShiftReport } from './use-shift-reports.ts';

type Stop = ShiftReport['total']['unanswered']['longest'][number];
type Part = ShiftReport['total']['parts'][number];

export function Unanswered({ report }: { readonly report: ShiftReport }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const { unanswered } = report.total;
  const columns = useMemo(
    (): readonly Column<Stop>[] => [
      {
        id: 'machine',
        title: t('shiftReport.machine'),
        cell: ({ machine_id: id }) => (
          <Link to="/machines/$machineId" params={{ machineId: id }} className="font-medium text-accent underline">
            {report.machines.find((machine) => machine.machine_id === id)?.machine_name ?? id}
          </Link>
        ),
      },
      { id: 'began', title: t('shiftReport.began'), cell: (stop) => format.dateTime(stop.start_time) },
      {
        id: 'lasted',
        title: t('shiftReport.lasted'),
        cell: ({ seconds }) => format.duration(seconds),
        isNumeric: true,
      },
    ],
    [t, format, report],
  );
  return (
    <Card title={t('shiftReport.unanswered')} className={sheetPart}>
      {unanswered.stops === 0 ? (
        <p>{t('shiftReport.noUnanswered')}</p>
      ) : (
        <>
          <p className="mb-2">
            {t('shiftReport.unansweredHint', {
              count: unanswered.stops,
              duration: format.duration(unanswered.seconds),
            })}
          </p>
          <DataTable
            label={t('shiftReport.unanswered')}
            rows={unanswered.longest}
            columns={columns}
            keyOf={({ period_id: id }) => id}
          />
        </>
      )}
    </Card>
  );
}

export function ShiftTickets({ report }: { readonly report: ShiftReport }) {
  const { t } = useTranslation(['reports', 'common']);
  const { tickets } = report.total;
  const lists = [
    ['opened', tickets.opened_ids],
    ['resolved', tickets.resolved_ids],
  ] as const;
  return (
    <Card title={t('shiftReport.tickets')} className={sheetPart}>
      <dl className="flex flex-col gap-3">
        {lists.map(([name, ids]) => (
          <div key={name}>
            <dt className="text-quiet">{t(`shiftReport.${name}`)}</dt>
            <dd className="flex flex-wrap gap-x-3 gap-y-1">
              {ids.length === 0 ? t('none') : ids.map((id) => <TicketLink key={id} ticketId={id} />)}
            </dd>
          </div>
        ))}
        <div>
          <dt className="text-quiet">{t('shiftReport.open')}</dt>
          <dd>{tickets.open}</dd>
        </div>
      </dl>
    </Card>
  );
}

export function PartsTaken({ report }: { readonly report: ShiftReport }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const columns = useMemo(
    (): readonly Column<Part>[] => [
      {
        id: 'part',
        title: t('shiftReport.part'),
        cell: (part) => (
          <Link {...componentAddress(part.component_id)} className="font-medium text-accent underline">
            {part.component_name}
          </Link>
        ),
      },
      {
        id: 'quantity',
        title: t('shiftReport.quantity'),
        cell: ({ quantity }) => format.number(quantity),
        isNumeric: true,
      },
    ],
    [t, format],
  );
  return (
    <Card title={t('shiftReport.parts')} className={sheetPart}>
      {report.total.parts.length === 0 ? (
        <p>{t('shiftReport.noParts')}</p>
      ) : (
        <DataTable
          label={t('shiftReport.parts')}
          rows={report.total.parts}
          columns={columns}
          keyOf={({ component_id: id }) => String(id)}
        />
      )}
    </Card>
  );
}
