/** The door to the reports: the latest shifts and the last month in short. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { useFormat } from '../../format/use-format.ts';
import { useDayRange } from '../../parts/range/use-day-range.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Figure, Figures } from '../../ui/figure.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { choices, FALLBACK_RANGE } from './search.ts';
import { ShiftLines } from './shift-lines.tsx';
import { useShiftReports } from './use-shift-reports.ts';

export function ReportsPage() {
  const { t } = useTranslation(['reports', 'common']);
  return (
    <Page title={t('title')}>
      <div className="flex flex-col gap-4">
        <InShort />
        <LatestShifts />
      </div>
    </Page>
  );
}

function InShort() {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const { start_time, end_time } = useDayRange({}, FALLBACK_RANGE);
  const query = { start_time, end_time };
  const reliability = useQuery({
    queryKey: ['reports', 'reliability', query],
    queryFn: () => contentOf(GET('/api/v1/reports/maintenance/reliability', { params: { query } })),
  });
  return (
    <Card title={t('maintenance')}>
      <p className="mb-3 text-quiet">{t('maintenanceHint')}</p>
      <nav aria-label={t('maintenance')} className="mb-4 flex flex-wrap gap-2">
        {choices.report.map((report) => (
          <LinkButton key={report} to="/reports/maintenance" search={{ report }}>
            {t(`report.${report}`)}
          </LinkButton>
        ))}
      </nav>
      <h3 className="mb-2 font-medium">{t('inShort')}</h3>
      <QueryView query={reliability}>
        {(data) => (
          <Figures>
            {choices.measure.map((measure) => (
              <Figure
                key={measure}
                name={t(`reliability.${measure}`)}
                value={format.duration(data[measure].mean_seconds)}
              >
                {t('n', { count: data[measure].n })}
              </Figure>
            ))}
            <Figure name={t('reliability.firstTime')} value={format.percent(data.first_time_fix.percent)}>
              {t('n', { count: data.first_time_fix.n })}
            </Figure>
            <Figure name={t('reliability.repeats')} value={format.percent(data.repeats.percent)}>
              {t('n', { count: data.repeats.n })}
            </Figure>
            <Figure name={t('reliability.failures')} value={format.number(data.failures)}>
              {t('reliability.ofFaults', { count: data.faults })}
            </Figure>
          </Figures>
        )}
      </QueryView>
    </Card>
  );
}

const LATEST = 6;

function LatestShifts() {
  const { t } = useTranslation(['reports', 'common']);
  const reports = useShiftReports({}, LATEST);
  return (
    <Card
      title={t('latest')}
      actions={
        <Link to="/reports/shifts" className="font-medium text-accent underline">
          {t('all')}
        </Link>
      }
    >
      <p className="mb-3 text-quiet">{t('shiftsHint')}</p>
      <QueryView query={reports}>
        {({ pages: [latest] }) =>
          latest === undefined || latest.items.length === 0 ? (
            <Empty title={t('shiftList.empty')}>
              <p>{t('shiftList.emptyHint')}</p>
            </Empty>
          ) : (
            <ShiftLines lines={latest.items} />
          )
        }
      </QueryView>
    </Card>
  );
}
