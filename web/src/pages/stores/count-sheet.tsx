import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { useFormat } from '../../format/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { CheckField } from '../../ui/field.tsx';
import { Empty, Failed, Loading } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { BookCountDialog } from './book-count-dialog.tsx';
import type { Code } from './codes.ts';
import { CountLineRow } from './count-line-row.tsx';
import { FindField } from './find-field.tsx';
import { countRows, oneMore, type Stocktake, withCount } from './stocktake.ts';
import type { Booked } from './stocktake-booked.tsx';
import { StoresPage } from './stores-page.tsx';
import { findByStockCode } from './use-scanner.ts';
import { PAGE_MAX, readComponent, useLocations } from './use-stock.ts';
import { useHidesExpected } from './use-stocktake.ts';

interface CountSheetProps {
  readonly stocktake: Stocktake;
  readonly onChange: (stocktake: Stocktake | undefined) => void;
  readonly onBooked: (booked: Booked) => void;
}

/** The list of what should be at the location, with a field for what is there. Each scan counts one piece. */
export function CountSheet({ stocktake, onChange, onBooked }: CountSheetProps) {
  const { t } = useTranslation(['stores', 'common']);
  const format = useFormat();
  const notify = useNotify();
  const { locationId, counts } = stocktake;
  const { data: locations = [] } = useLocations();
  const [hides, setHides] = useHidesExpected();
  const [text, setText] = useState<string>();
  const [onlyOpen, setOnlyOpen] = useState(false);
  const [asks, setAsks] = useState<'book' | 'discard'>();
  const [scanned, setScanned] = useState<number>();
  // what is scanned while a name is being read is counted on top of what was scanned meanwhile
  const latest = useRef(stocktake);
  useEffect(() => {
    latest.current = stocktake;
  }, [stocktake]);
  const components = useInfiniteQuery({
    queryKey: ['stock', 'to-count', locationId],
    queryFn: ({ pageParam: cursor }) => {
      const query = { location_id: locationId, limit: PAGE_MAX, ...(cursor === '' ? {} : { cursor }) };
      return contentOf(GET('/api/v1/inventory/components/search', { params: { query } }));
    },
    initialPageParam: '',
    getNextPageParam: ({ next_cursor: cursor }) => cursor ?? undefined,
  });
  const listed = useMemo(() => components.data?.pages.flatMap(({ items }) => items), [components.data]);
  const rows = useMemo(() => countRows(listed ?? [], stocktake), [listed, stocktake]);
  const change = (next: Stocktake) => {
    latest.current = next;
    onChange(next);
  };

  async function countOne(code: Code): Promise<boolean> {
    const id =
      code.kind === 'component' ? code.id : code.kind === 'other' ? await findByStockCode(code.text) : undefined;
    if (id === undefined) {
      notify(t('stocktake.unknownCode'));
      return false;
    }
    const known = rows.find((row) => row.id === id) ?? latest.current.counts[id];
    const row = known ?? (await readNames(id));
    const before = latest.current.counts[id]?.counted ?? '';
    change(withCount(latest.current, { ...row, id }, oneMore(before)));
    setText(undefined);
    setOnlyOpen(false);
    setScanned(id);
    return true;
  }

  async function readNames(id: number) {
    const { component_name: name, stock_code: stockCode, unit, unit_cost: unitCost } = await readComponent(id);
    return { name, stockCode, unit, unitCost };
  }

  const count = (code: Code) =>
    countOne(code).catch(() => {
      notify(t('stocktake.unknownCode'));
      return false;
    });
  const sought = text?.toLowerCase();
  const shown = rows.filter(
    (row) =>
      (!onlyOpen || row.counted === '' || row.id === scanned) &&
      (sought === undefined || `${row.name} ${row.stockCode ?? ''}`.toLowerCase().includes(sought)),
  );
  const location = locations.find(({ id }) => id === locationId)?.name ?? '';
  const done = Object.keys(counts).length;
  return (
    <StoresPage
      title={t('stocktake.at', { location })}
      subtitle={t('stocktake.since', { when: format.when(stocktake.startedAt), count: done, all: rows.length })}
      onScan={(code) => void count(code)}
      actions={
        <>
          <Button onClick={() => setAsks('discard')}>{t('stocktake.discard')}</Button>
          <Button kind="primary" disabled={done === 0} onClick={() => setAsks('book')}>
            {t('stocktake.review')}
          </Button>
        </>
      }
    >
      <div className="mb-4 flex flex-col gap-2">
        <FindField label={t('stocktake.search')} text={text} onText={setText} onCode={count} />
        <div className="flex flex-wrap gap-x-6">
          <CheckField
            label={t('stocktake.onlyOpen')}
            checked={onlyOpen}
            onChange={({ target }) => setOnlyOpen(target.checked)}
          />
          <CheckField
            label={t('stocktake.showExpected')}
            checked={!hides}
            onChange={({ target }) => setHides(!target.checked)}
          />
        </div>
      </div>
      <Card>
        {listed === undefined ? (
          components.isError ? (
            <Failed error={components.error} onRetry={() => void components.refetch()} />
          ) : (
            <Loading />
          )
        ) : shown.length === 0 ? (
          <Empty title={t('stocktake.none')}>
            <p>{t('stocktake.noneHint')}</p>
          </Empty>
        ) : (
          <ul className="flex flex-col divide-y divide-line">
            {shown.map((row) => (
              <CountLineRow
                key={row.id}
                row={row}
                hidesExpected={hides}
                isScanned={row.id === scanned}
                onCount={(counted) => change(withCount(latest.current, row, counted))}
              />
            ))}
          </ul>
        )}
        {components.hasNextPage && (
          <Button
            className="mt-3"
            isBusy={components.isFetchingNextPage}
            onClick={() => void components.fetchNextPage()}
          >
            {t('common:action.more')}
          </Button>
        )}
      </Card>
      {asks === 'book' && (
        <BookCountDialog
          stocktake={stocktake}
          rows={rows}
          location={location}
          onClose={() => setAsks(undefined)}
          onBooked={onBooked}
        />
      )}
      <ConfirmDialog
        isOpen={asks === 'discard'}
        title={t('stocktake.discard')}
        description={t('stocktake.discardConfirm', { count: done })}
        confirmText={t('stocktake.discard')}
        onConfirm={() => onChange(undefined)}
        onClose={() => setAsks(undefined)}
      />
    </StoresPage>
  );
}
