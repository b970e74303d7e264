import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useReasonOf } from '../../ui/messages.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { type Code, textOfCode } from './codes.ts';
import { type CountRow, type ToCount, withOneMore } from './stocktake.ts';
import { componentOf } from './use-scanner.ts';
import { readComponent } from './use-stock.ts';
import type { ChangeStocktake } from './use-stocktake.ts';

async function readToCount(id: number): Promise<ToCount> {
  const { component_name: name, stock_code: stockCode, unit, unit_cost: unitCost } = await readComponent(id);
  // it is not in the list of what is there
  return { id, name, stockCode, unit, unitCost, expected: 0 };
}

/**
 * Counts one piece of what is scanned; what is in the list needs no network for it.
 *
 * @returns what was scanned last, and what to do with a code: true where it was counted
 */
export function useCountScans(
  rows: readonly CountRow[],
  change: ChangeStocktake,
): readonly [number | undefined, (code: Code) => Promise<boolean>] {
  const { t } = useTranslation('stores');
  const notify = useNotify();
  const reasonOf = useReasonOf();
  const [scanned, setScanned] = useState<number>();

  function listed(code: Code): CountRow | undefined {
    if (code.kind === 'component') return rows.find(({ id }) => id === code.id);
    const text = code.kind === 'other' ? code.text.toLowerCase() : undefined;
    return rows.find(({ stockCode }) => stockCode !== null && stockCode.toLowerCase() === text);
  }
  async function meant(code: Code): Promise<ToCount | undefined> {
    const id = await componentOf(code);
    return id === undefined ? undefined : (rows.find((row) => row.id === id) ?? readToCount(id));
  }
  async function count(code: Code): Promise<boolean> {
    const row = listed(code) ?? (await meant(code));
    if (row === undefined) {
      notify(t('scan.unknown', { code: textOfCode(code) }));
      return false;
    }
    change((stocktake) => stocktake && withOneMore(stocktake, row));
    setScanned(row.id);
    return true;
  }
  return [
    scanned,
    (code) =>
      count(code).catch((error: unknown) => {
        notify(reasonOf(error));
        return false;
      }),
  ];
}
