import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useGroupName } from '../../parts/range/use-group-name.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import type { ShiftReportLine } from './use-shift-reports.ts';

type Summary = ShiftReportLine['summary'];

/** Shift reports as lines, each with its key figures and a link to the whole. */
export function ShiftLines({
  lines,
  footer,
}: {
  readonly lines: readonly ShiftReportLine[];
  readonly footer?: ReactNode;
}) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const dayName = useGroupName();
  const columns = useMemo((): readonly Column<ShiftReportLine>[] => {
    const number = (
      id: string,
      title: string,
      value: (summary: Summary) => number | null,
      text: (value: number | null) => string = format.number,
    ): Column<ShiftReportLine> => ({
      id,
      title,
      value: ({ summary }) => value(summary),
      cell: ({ summary }) => text(value(summary)),
      isNumeric: true,
    });
    return [
      {
        id: 'day',
        title: t('shiftList.day'),
        value: (row) => row.start_time,
        cell: (row) => (
          <Link
            to="/reports/shifts/$reportId"
            params={{ reportId: String(row.id) }}
            className="font-medium whitespace-nowrap text-accent underline"
          >
            {dayName(row.production_day)} · {row.shift}
          </Link>
        ),
      },
      number('oee', t('shiftList.oee'), ({ oee }) => oee, format.percent),
      number('availability', t('shiftList.availability'), ({ availability }) => availability, format.percent),
      number('cuts', t('shiftList.cuts'), ({ cuts }) => cuts),
      number('good', t('shiftList.good'), (summary) => summary.good_count),
      number('scrap', t('shiftList.scrap'), (summary) => summary.scrap_count),
      number('downtime', t('shiftList.downtime'), (summary) => summary.downtime_seconds, format.hours),
      { id: 'loss', title: t('shiftList.loss'), value: ({ summary }) => summary.biggest_loss },
      number('open', t('shiftList.open'), (summary) => summary.tickets_open),
      number('unanswered', t('shiftList.unanswered'), (summary) => summary.unanswered_stops),
      number('known', t('shiftList.known'), ({ coverage }) => coverage, format.percent),
    ];
  }, [t, format, dayName]);
  return (
    <DataTable label={t('shifts')} rows={lines} columns={columns} keyOf={({ id }) => String(id)} footer={footer} />
  );
}
