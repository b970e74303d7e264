/** Every step of a ticket, the newest first: who did what, and what it changed. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { useFormat } from '../../format/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { Failed, Loading } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { ChangeText } from './change-text.tsx';

const STEPS = 20;

export function useHistory(id: number) {
  return useInfiniteQuery({
    queryKey: ['tickets', id, 'history'],
    queryFn: ({ pageParam }) => {
      const query = { limit: STEPS, ...(pageParam === undefined ? {} : { cursor: pageParam }) };
      return contentOf(GET('/api/v1/tickets/{id}/history', { params: { path: { id }, query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor: cursor }) => cursor ?? undefined,
  });
}

export function History({ id }: { readonly id: number }) {
  const { t } = useTranslation(['tickets', 'common']);
  const format = useFormat();
  const pages = useHistory(id);
  const steps = pages.data?.pages.flatMap(({ items }) => items);
  return (
    <Card title={t('history.title')}>
      {steps === undefined &&
        (pages.isError ? <Failed error={pages.error} onRetry={() => void pages.refetch()} /> : <Loading />)}
      <ol className="flex flex-col divide-y divide-line">
        {steps?.map((step) => (
          <li key={step.id} className="py-2">
            <p className="text-sm text-quiet">
              <span className="font-medium text-ink">{step.author.name}</span> · {format.when(step.changed_at)}
            </p>
            <ChangeText change={step} />
          </li>
        ))}
      </ol>
      {pages.hasNextPage && (
        <Button
          size="small"
          className="mt-2"
          isBusy={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t('common:action.more')}
        </Button>
      )}
    </Card>
  );
}
