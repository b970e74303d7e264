import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { CheckField } from '../../ui/field.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { BookCountDialog } from './book-count-dialog.tsx';
import type { Code } from './codes.ts';
import { CountLineRow } from './count-line-row.tsx';
import { FindField } from './find-field.tsx';
import { countRows, type Stocktake, type ToCount, withCount } from './stocktake.ts';
import type { Booked } from './stocktake-booked.tsx';
import { StoresPage } from './stores-page.tsx';
import { useCountScans } from './use-count-scans.ts';
import { useLocations } from './use-stock.ts';
import { type ChangeStocktake, useHidesExpected } from './use-stocktake.ts';
import { useToCount } from './use-to-count.ts';

interface CountSheetProps {
  readonly stocktake: Stocktake;
  readonly onChange: ChangeStocktake;
  readonly onBooked: (booked: Booked) => void;
}

/** The list of what should be at the location, with a field for what is there. Each scan counts one piece. */
export function CountSheet({ stocktake, onChange, onBooked }: CountSheetProps) {
  const { t } = useTranslation(['stores', 'common']);
  const format = useFormat();
  const { locationId, counts } = stocktake;
  const { data: locations = [] } = useLocations();
  const [hides, setHides] = useHidesExpected();
  const [text, setText] = useState<string>();
  const [onlyOpen, setOnlyOpen] = useState(false);
  const [asks, setAsks] = useState<'book' | 'discard'>();
  const components = useToCount(locationId);
  const rows = useMemo(() => countRows(components.data ?? [], stocktake), [components.data, stocktake]);
  const [scanned, countScan] = useCountScans(rows, onChange);
  // typing in it does not take it out of a list of what is open
  const [typedIn, setTypedIn] = useState<number>();
  const count = useCallback(
    (row: ToCount, counted: string) => {
      setTypedIn(row.id);
      onChange((present) => present && withCount(present, row, counted));
    },
    [onChange],
  );

  async function scan(code: Code): Promise<boolean> {
    const isCounted = await countScan(code);
    if (isCounted) setText(undefined);
    return isCounted;
  }
  const sought = text?.toLowerCase();
  const shown = rows.filter(
    (row) =>
      (!onlyOpen || row.counted === '' || row.id === scanned || row.id === typedIn) &&
      (sought === undefined || `${row.name} ${row.stockCode ?? ''}`.toLowerCase().includes(sought)),
  );
  const location = locations.find(({ id }) => id === locationId)?.name ?? '';
  const done = Object.keys(counts).length;
  return (
    <StoresPage
      title={t('stocktake.at', { location })}
      subtitle={t('stocktake.since', { when: format.when(stocktake.startedAt), count: done, all: rows.length })}
      onScan={(code) => void scan(code)}
      actions={
        <>
          <Button onClick={() => setAsks('discard')}>{t('stocktake.discard')}</Button>
          {/* against books that were not read everything would differ */}
          <Button kind="primary" disabled={done === 0 || components.data === undefined} onClick={() => setAsks('book')}>
            {t('stocktake.review')}
          </Button>
        </>
      }
    >
      <div className="mb-4 flex flex-col gap-2">
        <FindField label={t('stocktake.search')} text={text} onText={setText} onCode={scan} />
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
        <QueryView query={components}>
          {() =>
            shown.length === 0 ? (
              <Empty title={t(rows.length === 0 ? 'stocktake.none' : 'find.none')}>
                <p>{t(rows.length === 0 ? 'stocktake.noneHint' : 'find.noneHint')}</p>
              </Empty>
            ) : (
              <ul className="flex flex-col divide-y divide-line">
                {shown.map((row) => (
                  <CountLineRow
                    key={row.id}
                    row={row}
                    hidesExpected={hides}
                    isScanned={row.id === scanned}
                    onCount={count}
                  />
                ))}
              </ul>
            )
          }
        </QueryView>
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
        onConfirm={() => onChange(() => undefined)}
        onClose={() => setAsks(undefined)}
      />
    </StoresPage>
  );
}
