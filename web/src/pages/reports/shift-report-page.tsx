/** One shift on a sheet of paper: for the handover, and to be kept. */
import { useParams } from '@tanstack/react-router';
import { Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useGroupName } from '../../parts/range/use-group-name.ts';
import { useSession } from '../../session/session.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Figure, Figures } from '../../ui/figure.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryPage } from '../../ui/query-page.tsx';
import { MakeAnew } from './make-anew.tsx';
import { Basis } from './report-card.tsx';
import { PartsTaken, ShiftTickets, Unanswered } from './shift-handover.tsx';
import { LossesTable, MachinesTable } from './shift-machines.tsx';
import { type ShiftReport, useShiftReport } from './use-shift-reports.ts';

/** Who the server says made a report that nobody asked for. */
const BY_ITSELF = 'make-shift-reports';

export function ShiftReportPage() {
  const { reportId } = useParams({ from: '/door/shell/reports/shifts/$reportId' });
  const { t } = useTranslation('reports');
  const report = useShiftReport(Number(reportId));
  return (
    <QueryPage query={report} title={t('shifts')}>
      {(data) => <Sheet report={data} />}
    </QueryPage>
  );
}

function Sheet({ report }: { readonly report: ShiftReport }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const dayName = useGroupName();
  const { can } = useSession();
  const { total } = report;
  const { oee, time, production } = total;
  const made = { when: format.dateTime(report.made_at), who: report.made_by };
  return (
    <Page
      title={t('shiftReport.title', { shift: report.shift, day: dayName(report.production_day) })}
      subtitle={[
        t('shiftReport.from', { from: format.dateTime(report.start_time), to: format.dateTime(report.end_time) }),
        report.made_by === BY_ITSELF ? t('shiftReport.madeItself', made) : t('shiftReport.made', made),
        t('shiftReport.revision', { number: report.revision }),
      ].join(' · ')}
      actions={
        <>
          <LinkButton to="/reports/shifts" kind="ghost">
            {t('shiftReport.back')}
          </LinkButton>
          {can('shifts:manage') && <MakeAnew report={report} />}
          <Button icon={<Printer className="size-5" aria-hidden />} onClick={() => print()}>
            {t('common:action.print')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 print:gap-3 print:text-sm">
        <div>
          <Figures>
            <Figure name={t('shiftReport.oee')} value={format.percent(oee.oee, 1)}>
              {(['availability', 'performance', 'quality'] as const)
                .map((factor) => `${t(`shiftReport.${factor}`)} ${format.percent(oee[factor])}`)
                .join(', ')}
            </Figure>
            <Figure name={t('shiftReport.up')} value={format.hours(time.productive_uptime_seconds)}>
              {`${t('shiftReport.planned')} ${format.hours(time.planned_seconds)}`}
            </Figure>
            <Figure name={t('shiftReport.down')} value={format.hours(downSeconds(time))} />
            <Figure name={t('shiftReport.cuts')} value={format.number(production.cuts)}>
              {`${t('shiftReport.runs')} ${production.runs}`}
            </Figure>
            <Figure name={t('shiftReport.good')} value={format.number(production.good_count, 0)}>
              {`${t('shiftReport.scrap')} ${format.number(production.scrap_count, 0)}`}
            </Figure>
            <Figure name={t('shiftReport.open')} value={format.number(total.tickets.open)}>
              {`${t('shiftReport.opened')} ${total.tickets.opened}, ${t('shiftReport.resolved')} ${total.tickets.resolved}`}
            </Figure>
          </Figures>
          <Basis>{[t('shiftReport.basis', { percent: format.percent(time.coverage, 1) })]}</Basis>
        </div>
        <MachinesTable report={report} />
        <LossesTable report={report} />
        <Unanswered report={report} />
        <div className="grid gap-4 lg:grid-cols-2 print:grid-cols-2">
          <ShiftTickets report={report} />
          <PartsTaken report={report} />
        </div>
        <div className="mt-10 hidden grid-cols-2 gap-12 print:grid">
          {(['signature', 'taken'] as const).map((line) => (
            <p key={line} className="border-t border-ink pt-1">
              {t(`shiftReport.${line}`)}
            </p>
          ))}
        </div>
      </div>
    </Page>
  );
}

function downSeconds(time: ShiftReport['total']['time']): number {
  return time.productive_downtime_seconds + time.unproductive_downtime_seconds + time.unclassified_downtime_seconds;
}
