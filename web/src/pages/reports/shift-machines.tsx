/** What each machine made of a shift, and what all lost. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Card } from '../../ui/page.tsx';
import { Basis } from './report-card.tsx';
import type { ShiftReport } from './use-shift-reports.ts';

type Machine = ShiftReport['machines'][number];
type Loss = ShiftReport['total']['losses'][number];

export const sheetPart = 'print:break-inside-avoid print:border-0 print:p-0';

export function MachinesTable({ report }: { readonly report: ShiftReport }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const columns = useMemo((): readonly Column<Machine>[] => {
    const number = (id: string, title: string, text: (machine: Machine) => string): Column<Machine> => ({
      id,
      title,
      cell: text,
      isNumeric: true,
    });
    return [
      { id: 'machine', title: t('shiftReport.machine'), cell: (machine) => machine.machine_name },
      number('oee', t('shiftReport.oee'), ({ oee }) => format.percent(oee.oee)),
      number('availability', t('shiftReport.availability'), ({ oee }) => format.percent(oee.availability)),
      number('performance', t('shiftReport.performance'), ({ oee }) => format.percent(oee.performance)),
      number('quality', t('shiftReport.quality'), ({ oee }) => format.percent(oee.quality)),
      number('planned', t('shiftReport.planned'), ({ time }) => format.hours(time.planned_seconds)),
      number('up', t('shiftReport.up'), ({ time }) => format.hours(time.productive_uptime_seconds)),
      number('cuts', t('shiftReport.cuts'), ({ production }) => format.number(production.cuts)),
      number('good', t('shiftReport.good'), ({ production }) => format.number(production.good_count, 0)),
      number('scrap', t('shiftReport.scrap'), ({ production }) => format.number(production.scrap_count, 0)),
      number('known', t('shiftReport.known'), ({ time }) => format.percent(time.coverage)),
    ];
  }, [t, format]);
  return (
    <Card title={t('shiftReport.production')} className={sheetPart}>
      <DataTable
        label={t('shiftReport.production')}
        rows={report.machines}
        columns={columns}
        keyOf={({ machine_id: id }) => id}
      />
    </Card>
  );
}

/** Of all machines together, and the largest of each. */
export function LossesTable({ report }: { readonly report: ShiftReport }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const columns = useMemo((): readonly Column<Loss>[] => {
    const largestOf = (machine: Machine) => ({
      id: machine.machine_id,
      title: machine.machine_name,
      cell: ({ reason }: Loss) =>
        format.duration(machine.losses.find((loss) => loss.reason === reason)?.seconds ?? null),
      isNumeric: true,
    });
    return [
      { id: 'reason', title: t('shiftReport.reason'), cell: ({ reason }) => reason },
      { id: 'time', title: t('shiftReport.down'), cell: ({ seconds }) => format.duration(seconds), isNumeric: true },
      { id: 'stops', title: t('shiftReport.stops'), cell: ({ stops }) => format.number(stops), isNumeric: true },
      { id: 'share', title: t('shiftReport.share'), cell: ({ share }) => format.percent(share), isNumeric: true },
      ...(report.machines.length <= MACHINES_BESIDE_MAX ? report.machines.map(largestOf) : []),
    ];
  }, [t, format, report]);
  return (
    <Card title={t('shiftReport.losses')} className={sheetPart}>
      {report.total.losses.length === 0 ? (
        <p>{t('shiftReport.noLosses')}</p>
      ) : (
        <>
          <DataTable
            label={t('shiftReport.losses')}
            rows={report.total.losses}
            columns={columns}
            keyOf={({ reason }) => reason}
          />
          <Basis>{[t('shiftReport.lossesHint')]}</Basis>
        </>
      )}
    </Card>
  );
}

/** More do not fit on a sheet. */
const MACHINES_BESIDE_MAX = 4;
