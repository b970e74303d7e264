import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { useNow } from '../../format/use-now.ts';
import { Fact, Facts } from '../../parts/facts.tsx';
import { Button } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import type { Machine } from './use-machine.ts';

type Run = Item<'/api/v1/runs'>;
const PAGE = 25;

export function RunsTab({ machine }: { readonly machine: Machine }) {
  return (
    <div className="flex flex-col gap-4">
      <ActiveRun machine={machine} />
      <History machine={machine} />
    </div>
  );
}

function ActiveRun({ machine }: { readonly machine: Machine }) {
  const { t } = useTranslation('machine');
  const run = useQuery({
    queryKey: ['runs', 'active', machine.id],
    queryFn: () => contentOf(GET('/api/v1/runs/active/{machine_id}', { params: { path: { machine_id: machine.id } } })),
  });
  return (
    <Card title={t('runs.active')}>
      <QueryView query={run}>
        {(data) => (data === null ? <p className="text-quiet">{t('runs.noActive')}</p> : <Counts run={data} />)}
      </QueryView>
    </Card>
  );
}

function Counts({ run }: { readonly run: Run }) {
  const { t } = useTranslation('machine');
  const format = useFormat();
  const nowMs = useNow();
  const done = run.produced_count ?? run.cut_count;
  return (
    <>
      <p className="text-lg font-semibold">
        {run.product.product_name}
        {run.product.product_code !== null && (
          <span className="ml-2 font-normal text-quiet">{run.product.product_code}</span>
        )}
      </p>
      {run.target_quantity !== null && (
        <div className="my-2">
          <ProgressBar label={t('runs.progress')} percent={(100 * done) / run.target_quantity} />
          <p className="text-sm text-quiet">
            {t('runs.of', { done: format.number(done), target: format.number(run.target_quantity) })}
            {run.progress !== null && ` · ${format.percent(run.progress)}`}
          </p>
        </div>
      )}
      <Facts>
        <Fact name={t('runs.produced')}>{format.number(done)}</Fact>
        <Fact name={t('runs.cuts')}>{format.number(run.cut_count)}</Fact>
        <Fact name={t('runs.started')}>{format.when(run.start_time)}</Fact>
        <Fact name={t('runs.lastsFor')}>{format.duration((nowMs - Date.parse(run.start_time)) / 1_000)}</Fact>
        <Fact name={t('runs.startedBy')}>{run.started_by}</Fact>
      </Facts>
      {run.note !== null && <p className="mt-2 whitespace-pre-line">{run.note}</p>}
    </>
  );
}

function History({ machine }: { readonly machine: Machine }) {
  const { t } = useTranslation(['machine', 'common']);
  const format = useFormat();
  const runs = useInfiniteQuery({
    queryKey: ['runs', 'completed', machine.id],
    queryFn: ({ pageParam }) =>
      contentOf(
        GET('/api/v1/runs', {
          params: {
            query: {
              machine_ids: [machine.id],
              status: 'COMPLETED',
              limit: PAGE,
              ...(pageParam === undefined ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor: cursor }) => cursor ?? undefined,
  });
  const rows = useMemo(() => runs.data?.pages.flatMap(({ items }) => items) ?? [], [runs.data]);
  const columns = useMemo(
    (): readonly Column<Run>[] => [
      { id: 'product', title: t('runs.product'), cell: ({ product }) => product.product_name },
      { id: 'start', title: t('runs.started'), cell: ({ start_time: start }) => format.dateTime(start) },
      {
        id: 'length',
        title: t('runs.length'),
        isNumeric: true,
        cell: ({ start_time: start, end_time: end }) =>
          format.duration(end === null ? null : (Date.parse(end) - Date.parse(start)) / 1_000),
      },
      { id: 'good', title: t('runs.good'), isNumeric: true, cell: ({ good_count: good }) => format.number(good) },
      { id: 'scrap', title: t('runs.scrap'), isNumeric: true, cell: ({ scrap_count: scrap }) => format.number(scrap) },
      { id: 'cuts', title: t('runs.cuts'), isNumeric: true, cell: ({ cut_count: cuts }) => format.number(cuts) },
      { id: 'by', title: t('runs.completedBy'), cell: ({ completed_by: by }) => by ?? '' },
    ],
    [t, format],
  );
  return (
    <Card title={t('runs.history')}>
      <QueryView query={runs}>
        {() =>
          rows.length === 0 ? (
            <Empty title={t('runs.none')} />
          ) : (
            <DataTable
              label={t('runs.history')}
              rows={rows}
              columns={columns}
              keyOf={({ id }) => String(id)}
              footer={
                runs.hasNextPage && (
                  <div className="mt-3 text-center">
                    <Button isBusy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
                      {t('common:action.more')}
                    </Button>
                  </div>
                )
              }
            />
          )
        }
      </QueryView>
    </Card>
  );
}
