/** Lists that come page by page: what there is, what is the matter, and a button for more. */
import { keepPreviousData, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Noun } from '../../live/reads.ts';
import { Button } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/messages.tsx';
import { QueryView } from '../../ui/query-view.tsx';

interface PageOf<Row> {
  readonly items: readonly Row[];
  readonly next_cursor?: string | null;
}

export type CursorQuery = { readonly cursor?: string };

export interface CursorRows<Row> {
  /** Undefined until the first page has come. */
  readonly rows: readonly Row[] | undefined;
  readonly query: Pick<
    UseInfiniteQueryResult,
    | 'isError'
    | 'error'
    | 'failureReason'
    | 'hasNextPage'
    | 'isFetchingNextPage'
    | 'isFetching'
    | 'fetchNextPage'
    | 'refetch'
  >;
}

/**
 * @param key begins with its noun, and has every filter
 * @param read one page; the cursor goes into its query
 * @param isLive false where the stream tells nothing of it: then it is read whenever the page is opened
 */
export function useCursorRows<Row>(
  key: readonly [Noun | 'mails', ...unknown[]],
  read: (query: CursorQuery) => Promise<PageOf<Row>>,
  isLive = true,
): CursorRows<Row> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam === undefined ? {} : { cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor: cursor }) => cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchOnMount: isLive ? true : 'always',
  });
  const rows = useMemo(() => query.data?.pages.flatMap(({ items }) => items), [query.data]);
  return { rows, query };
}

export function CursorList<Row extends object>({
  list: { rows, query },
  label,
  columns,
  keyOf,
  empty,
  isPlain = false,
}: {
  readonly list: CursorRows<Row>;
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** What to do so that there is something. */
  readonly empty?: ReactNode;
  /** True inside of a card: it has the frame. */
  readonly isPlain?: boolean;
}) {
  const { t } = useTranslation();
  const { error, isError, failureReason, refetch } = query;
  const asked = { data: rows, error, isError, failureReason, refetch };
  const more = query.hasNextPage && (
    <div className="mt-3 text-center">
      <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t('action.more')}
      </Button>
    </div>
  );
  return (
    <QueryView query={asked}>
      {(shown) =>
        shown.length === 0 ? (
          <Empty>{empty}</Empty>
        ) : (
          <div className={isPlain ? '' : 'rounded-xl border border-line bg-surface p-2'}>
            <DataTable label={label} rows={shown} columns={columns} keyOf={keyOf} footer={more} />
          </div>
        )
      }
    </QueryView>
  );
}
