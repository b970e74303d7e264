/** Products, components with what tickets used of them, and runs. */
import { comparisonKey } from '../../../kernel/texts.ts';
import type { Inventory } from '../../inventory/index.ts';
import { machineIdProblem } from '../../machines/index.ts';
import type { Production, TakenRun } from '../../production/index.ts';
import { type OldComponent, type OldProduct, readComponent, readProduct, repeatsIn } from './catalogue.rules.ts';
import type { OldDatabase } from './old-database.ts';
import { keptNumber, type Reading } from './reading.ts';
import { keptBecause, refusedBecause } from './report.ts';
import { placeRuns } from './runs.rules.ts';
import { type Fresh, type Hindrance, type RowKind, type TakeOverRun, takeRows } from './take-rows.ts';
import type { OldUse } from './ticket-items.rules.ts';

/** The largest number that is to be kept. */
export function largestNumber(readings: readonly Reading<unknown>[]): number {
  return readings.reduce((largest, { id }) => Math.max(largest, keptNumber(id) ?? 0), 0);
}

interface Named {
  readonly id: number;
}
interface Like {
  readonly byName: ReadonlyMap<string, Named>;
  readonly byCode: ReadonlyMap<string, Named>;
}

function hindrancesOf<Value extends OldProduct>(
  rows: readonly Fresh<Value>[],
  { byName, byCode }: Like,
  repeats: ReadonlyMap<string, 'name' | 'code'>,
  what: string,
): Map<string, Hindrance> {
  const found = new Map<string, Hindrance>();
  for (const { id, value } of rows) {
    const repeated = repeats.get(id);
    const named = byName.get(comparisonKey(value.name));
    const coded = value.code === null ? undefined : byCode.get(comparisonKey(value.code));
    if (repeated !== undefined) {
      const was = repeated === 'name' ? value.name : (value.code ?? '');
      const finding = refusedBecause(repeated, `is the same as that of another ${what} of the file`, was);
      found.set(id, { ourId: undefined, finding });
    } else if (named !== undefined) {
      const finding = keptBecause('name', `is a ${what} here, which stays as it is`, value.name);
      found.set(id, { ourId: named.id, finding });
    } else if (coded !== undefined) {
      const finding = refusedBecause('code', `belongs to a ${what} here that has another name`, value.code ?? '');
      found.set(id, { ourId: undefined, finding });
    }
  }
  return found;
}

export function takeProducts(run: TakeOverRun, old: OldDatabase, production: Production): Promise<boolean> {
  const readings = old.all('products').map(readProduct);
  const upTo = largestNumber(readings);
  const repeats = repeatsIn(readings);
  const kind: RowKind<OldProduct> = {
    table: 'products',
    async hindrancesWithin(tx, rows) {
      const products = rows.map(({ value }) => value);
      return hindrancesOf(rows, await production.findProductsLikeWithin(tx, products), repeats, 'product');
    },
    writeWithin: (tx, rows) =>
      production.takeOverProductsWithin(
        tx,
        rows.map(({ value }) => value),
        upTo,
      ),
  };
  return takeRows(run, kind, readings);
}

/** @param usesOf what tickets used of a component, by its old id */
export function takeComponents(
  run: TakeOverRun,
  old: OldDatabase,
  inventory: Inventory,
  usesOf: ReadonlyMap<string, readonly Fresh<OldUse>[]>,
  wrote: RowKind<OldComponent>['writeWithin'],
): Promise<boolean> {
  const readings = old.all('repair_components').map(readComponent);
  const upTo = largestNumber(readings);
  const repeats = repeatsIn(readings);
  const kind: RowKind<OldComponent> = {
    table: 'repair_components',
    async hindrancesWithin(tx, rows) {
      const components = rows.map(({ value: { name, code } }) => ({ name, stockCode: code }));
      return hindrancesOf(rows, await inventory.findComponentsLikeWithin(tx, components), repeats, 'component');
    },
    async writeWithin(tx, rows) {
      const components = rows.map(({ id, value: { number, name, code, stock } }) => ({
        number,
        name,
        stockCode: code,
        onHand: stock,
        uses: (usesOf.get(id) ?? []).map(({ value: { ticket, quantity } }) => ({
          ticketId: ticket.ourId,
          quantity,
          occurredAt: ticket.loggedAt,
        })),
      }));
      await wrote(tx, rows);
      return inventory.takeOverComponentsWithin(tx, components, upTo);
    },
  };
  return takeRows(run, kind, readings);
}

export function takeRuns(run: TakeOverRun, old: OldDatabase, production: Production, nowMs: number): Promise<boolean> {
  const products = run.numbers.get('products');
  const readings = placeRuns(old.all('production_runs'), {
    nowMs,
    machineProblem: machineIdProblem,
    productOf: (oldId) => products?.get(oldId),
  });
  const upTo = largestNumber(readings);
  const kind: RowKind<TakenRun> = {
    table: 'production_runs',
    async hindrancesWithin(tx, rows) {
      const found = new Map<string, Hindrance>();
      const windows = rows.map(({ value: { machineId, startedAt, endedAt } }) => ({
        machineId,
        fromMs: startedAt,
        toMs: endedAt ?? Number.POSITIVE_INFINITY,
      }));
      // a dry run has not made the machines
      if (run.apply) await production.holdRunsWithin(tx, [...new Set(windows.map(({ machineId }) => machineId))]);
      const stored = await production.findRunsWithin(tx, windows);
      for (const [at, { id }] of rows.entries()) {
        const window = windows[at];
        const inTheWay = stored.find(
          ({ machineId, startedAt, endedAt }) =>
            window !== undefined &&
            machineId === window.machineId &&
            startedAt < window.toMs &&
            (endedAt ?? Number.POSITIVE_INFINITY) > window.fromMs,
        );
        if (inTheWay === undefined) continue;
        const finding = refusedBecause('start_time', 'overlaps a run that is here already', `run ${inTheWay.id}`);
        found.set(id, { ourId: undefined, finding });
      }
      return found;
    },
    writeWithin: (tx, rows) =>
      production.takeOverRunsWithin(
        tx,
        rows.map(({ value }) => value),
        upTo,
      ),
  };
  return takeRows(run, kind, readings);
}
