import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { PlotChoice } from '../../charts/plot-choice.tsx';
import { csvAddress } from '../../parts/csv-address.ts';
import { CsvLink } from '../../parts/csv-link.tsx';
import { RangeChoice } from '../../parts/range/range-choice.tsx';
import { useDayRange } from '../../parts/range/use-day-range.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { FALLBACK_RANGE, type ShiftsSearch } from './search.ts';
import { ShiftLines } from './shift-lines.tsx';
import { useShiftReports } from './use-shift-reports.ts';

const PAGE = 50;

export function ShiftsPage() {
  const { t } = useTranslation(['reports', 'common']);
  const search = useSearch({ from: '/door/shell/reports/shifts' });
  const navigate = useNavigate({ from: '/reports/shifts' });
  const range = useDayRange(search, FALLBACK_RANGE);
  const question = {
    start_time: range.start_time,
    end_time: range.end_time,
    ...(search.shift === undefined ? {} : { shift: search.shift }),
  };
  const reports = useShiftReports(question, PAGE);
  const codes = useQuery({
    queryKey: ['shifts', 'codes'],
    queryFn: () => contentOf(GET('/api/v1/dashboard/shifts')),
  });
  const ask = (next: ShiftsSearch) => void navigate({ search: next, resetScroll: false });
  const withShift = search.shift === undefined ? {} : { shift: search.shift };
  const { shift: _, ...withRange } = search;
  return (
    <Page
      title={t('shifts')}
      actions={<CsvLink title={t('shifts')} address={csvAddress('/api/v1/shift-reports.csv', question)} />}
    >
      <div className="mb-5 flex flex-wrap items-center gap-2 print:hidden">
        <RangeChoice
          search={search}
          fallback={FALLBACK_RANGE}
          range={range}
          onChoose={(chosen) => ask({ ...chosen, ...withShift })}
        />
        <PlotChoice
          label={t('shiftList.shift')}
          value={search.shift ?? ''}
          options={[
            { value: '', name: t('shiftList.allShifts') },
            ...(codes.data ?? []).map((code) => ({ value: code, name: code })),
          ]}
          onChoose={(shift) => ask({ ...withRange, ...(shift === '' ? {} : { shift }) })}
        />
      </div>
      <Card>
        <Lines reports={reports} />
      </Card>
    </Page>
  );
}

function Lines({ reports }: { readonly reports: ReturnType<typeof useShiftReports> }) {
  const { t } = useTranslation(['reports', 'common']);
  const { hasNextPage, isFetchingNextPage, isPlaceholderData } = reports;
  return (
    <QueryView query={reports}>
      {({ pages }) =>
        pages[0]?.items.length === 0 ? (
          <Empty title={t('shiftList.empty')}>
            <p>{t('shiftList.emptyHint')}</p>
          </Empty>
        ) : (
          <div aria-busy={isPlaceholderData} className={`transition-opacity ${isPlaceholderData ? 'opacity-45' : ''}`}>
            <ShiftLines
              lines={pages.flatMap(({ items }) => items)}
              footer={
                hasNextPage && (
                  <div className="mt-3 flex justify-center print:hidden">
                    <Button isBusy={isFetchingNextPage} onClick={() => void reports.fetchNextPage()}>
                      {t('common:action.more')}
                    </Button>
                  </div>
                )
              }
            />
          </div>
        )
      }
    </QueryView>
  );
}
