import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countIn,
  countLines,
  countRows,
  differencesOf,
  readStocktake,
  type Stocktake,
  withCount,
  withOneMore,
  wrongCounts,
} from './stocktake.ts';
import type { ListedComponent } from './use-stock.ts';

function component(id: number, name: string, onHand: number): ListedComponent {
  const at = '2026-11-26T10:00:00Z';
  const level = { location_id: 1, location_name: 'Main', on_hand: onHand, reserved: 0, available: onHand };
  return {
    id,
    component_name: name,
    unit: 'pcs',
    stock_code: null,
    unit_cost: 2,
    supplier: null,
    supplier_code: null,
    lead_time_days: null,
    category: null,
    notes: null,
    currency: 'GBP',
    current_stock: onHand,
    reserved: 0,
    available: onHand,
    low: false,
    retired: false,
    retired_at: null,
    version: 1,
    created_at: at,
    updated_at: at,
    levels: [{ ...level, minimum: null, maximum: null, low: false }],
  };
}
const empty: Stocktake = { locationId: 1, startedAt: 0, counts: {} };
const belt = { id: 7, name: 'Belt', stockCode: null, unit: 'pcs', unitCost: 4, expected: 0 };

test('the list has what should be there, and what was found there all the same', () => {
  const stocktake = withCount(empty, belt, '2');
  const rows = countRows([component(3, 'Chain', 5), component(4, 'Anvil', 1)], stocktake);
  assert.deepEqual(
    rows.map(({ name, expected, counted }) => [name, expected, counted]),
    [
      ['Anvil', 1, ''],
      ['Belt', 0, '2'],
      ['Chain', 5, ''],
    ],
  );
});

test('an emptied field is not counted, and 0 is', () => {
  const counted = withCount(withCount(empty, belt, '0'), { ...belt, id: 8, name: 'Bolt' }, '4');
  assert.deepEqual(countLines(counted), [
    { component_id: 7, counted: 0 },
    { component_id: 8, counted: 4 },
  ]);
  assert.deepEqual(countLines(withCount(counted, belt, ' ')), [{ component_id: 8, counted: 4 }]);
});

test('only whole numbers from 0 are counts', () => {
  assert.deepEqual(['3', ' 0 '].map(countIn), [3, 0]);
  // the last is the code on a box
  for (const text of ['1.5', '1.000', '-1', 'x', '', '4006381333931']) assert.equal(countIn(text), undefined, text);
  const wrong = withCount(empty, belt, '1,5');
  assert.deepEqual([wrongCounts(wrong), countLines(wrong)], [['Belt'], []]);
});

test('each scan is one more', () => {
  for (const [before, after] of [
    ['', '1'],
    ['4', '5'],
    ['x', '1'],
  ] as const) {
    assert.equal(withOneMore(withCount(empty, belt, before), belt).counts[7]?.counted, after);
  }
});

test('what is moved after it was counted is told, until it is counted again', () => {
  const chain = { ...belt, id: 3, name: 'Chain', expected: 5 };
  const counting = withOneMore(withCount(empty, chain, '4'), { ...chain, expected: 4 });
  const movedFrom = (stocktake: Stocktake, onHand: number) =>
    countRows([component(3, 'Chain', onHand)], stocktake)[0]?.movedFrom;
  assert.equal(movedFrom(counting, 5), undefined);
  assert.equal(movedFrom(counting, 4), 5);
  assert.equal(movedFrom(withCount(counting, { ...chain, expected: 4 }, '4'), 4), undefined);
  assert.equal(movedFrom(empty, 4), undefined);
});

test('differences come the greatest first, and what agrees is none', () => {
  const stocktake = [component(3, 'Chain', 5), component(4, 'Anvil', 1), component(5, 'Bolt', 9)];
  let counting = empty;
  for (const [{ id, component_name: name }, counted] of [
    [stocktake[0], '4'],
    [stocktake[1], '1'],
    [stocktake[2], '2'],
  ] as [ListedComponent, string][]) {
    counting = withCount(counting, { ...belt, id, name }, counted);
  }
  assert.deepEqual(
    differencesOf(countRows(stocktake, counting)).map(({ name, difference }) => [name, difference]),
    [
      ['Bolt', -7],
      ['Chain', -1],
    ],
  );
});

test('what is kept on the device is read back, and what is none of ours is not', () => {
  const kept = withCount(empty, belt, '2');
  assert.deepEqual(readStocktake(JSON.stringify(kept)), kept);
  for (const text of [null, '', '{}', 'null', '{"locationId":1}']) assert.equal(readStocktake(text), undefined);
});
