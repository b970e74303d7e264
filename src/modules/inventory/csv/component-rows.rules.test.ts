import assert from 'node:assert/strict';
import { test } from 'node:test';
import { componentFile } from './component-rows.rules.ts';

const read = (cells: Parameters<typeof componentFile.read>[0]['cells']) =>
  componentFile.read({ line: 2, cells: { component_name: 'Belt', ...cells } });
const complaint = (cells: Parameters<typeof read>[0]) => {
  const row = read(cells);
  return 'message' in row ? `${row.column}: ${row.message} (${row.value.slice(0, 20)})` : row;
};

test('a line says what its cells say, tidied, and no more', () => {
  assert.deepEqual(read({ component_name: ' Belt   A ', stock_code: ' b-1', unit_cost: '0.50', current_stock: '12' }), {
    line: 2,
    details: { name: 'Belt A', stockCode: 'b-1', unitCost: 0.5 },
    stock: 12,
    location: undefined,
  });
  assert.deepEqual(read({}), { line: 2, details: { name: 'Belt' }, stock: undefined, location: undefined });
});

test('a number is digits, with a point for decimals where they make sense: nothing is guessed', () => {
  for (const unit_cost of ['12,50', '1.234,5', '1e3', '-1', '£5', '1000000001', ' ', '.5']) {
    assert.match(String(complaint({ unit_cost })), /^unit_cost: must be a number from 0 to 1000000000/, unit_cost);
  }
  for (const lead_time_days of ['1.5', 'soon', '3651', '-1']) {
    assert.match(String(complaint({ lead_time_days })), /^lead_time_days: must be a whole number from 0 to 3650/);
  }
  assert.match(String(complaint({ current_stock: '1000001' })), /^current_stock: must be a whole number/);
  assert.equal(typeof complaint({ unit_cost: '12.50', lead_time_days: '0', current_stock: '1000000' }), 'object');
});

test('a name that cannot be seen and a text that is too long are told by their column', () => {
  assert.match(String(complaint({ component_name: '\u200b' })), /^component_name: is empty/);
  assert.match(String(complaint({ component_name: 'x'.repeat(121) })), /^component_name: is longer than 120/);
  assert.match(String(complaint({ notes: 'x'.repeat(4_001) })), /^notes: is longer than 4000/);
});
