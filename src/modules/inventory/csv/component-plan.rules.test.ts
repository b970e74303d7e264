import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparisonKey } from '../../../kernel/texts.ts';
import { noDetails } from '../components/component-details.ts';
import type { Component, ComponentDetails } from '../components/components.types.ts';
import { type Catalogue, noClaims, planComponents } from './component-plan.rules.ts';
import type { ComponentRow } from './component-rows.rules.ts';

let lines = 1;
function row(name: string, stockCode?: string, more: Partial<ComponentRow> = {}): ComponentRow {
  const details: ComponentRow['details'] = { name, ...(stockCode === undefined ? {} : { stockCode }) };
  return { line: ++lines, details, stock: 0, location: undefined, ...more };
}

function component(id: number, name: string, stockCode: string | null = null): Component {
  const details: ComponentDetails = { ...noDetails, name, stockCode };
  return { ...details, id, onHand: 0, version: 1, createdAt: 0, updatedAt: 0, retiredAt: null };
}

function catalogue(...components: Component[]): Catalogue {
  const located = (id: number, name: string, retiredAt: number | null) =>
    [comparisonKey(name), { id, name, notes: null, version: 1, createdAt: 0, updatedAt: 0, retiredAt }] as const;
  return {
    byName: new Map(components.map((one) => [comparisonKey(one.name), one])),
    byCode: new Map(components.flatMap((one) => (one.stockCode === null ? [] : [[comparisonKey(one.stockCode), one]]))),
    locations: new Map([located(1, 'Store', null), located(2, 'Old shed', 5)]),
  };
}

/** `+name` made, `id:name/code` changed, `=n` unchanged, `column` refused. */
function outcome(rows: readonly ComponentRow[], known = catalogue(), claims = noClaims): string {
  const plan = planComponents(rows, known, claims);
  return [
    ...plan.creates.map(({ details }) => `+${details.name}`),
    ...plan.changes.map(({ before, details }) => `${before.id}:${details.name}/${details.stockCode}`),
    ...(plan.unchanged > 0 ? [`=${plan.unchanged}`] : []),
    ...plan.rejects.map(({ column, message }) => `${column} ${message.replace(/\d+/, 'n')}`),
  ].join(' · ');
}

test('a line finds its component by stock code, else by name, else makes one', () => {
  const known = catalogue(component(1, 'Belt', 'B-1'), component(2, 'Chain'));
  assert.equal(outcome([row('Belt wide', 'b-1')], known), '1:Belt wide/b-1');
  assert.equal(outcome([row('BELT')], known), '1:BELT/B-1');
  assert.equal(outcome([row('Chain', 'C-1')], known), '2:Chain/C-1');
  assert.equal(outcome([row('Chain'), row('Belt', 'B-1')], known), '=2');
  assert.equal(outcome([row('Disc', 'D-1'), row('Edge')], known), '+Disc · +Edge');
});

test('a name that belongs to another stock code, or to another component than the stock code, is refused', () => {
  const known = catalogue(component(1, 'Belt', 'B-1'), component(2, 'Chain', 'C-1'));
  assert.equal(
    outcome([row('Belt', 'B-2')], known),
    "component_name belongs to the component with the stock code 'B-n'",
  );
  assert.match(
    outcome([row('Belt', 'C-1')], known),
    /^component_name belongs to another component than the stock code/,
  );
});

test('what an earlier line gave, took or freed is not spoken of again, in a later batch either', () => {
  const known = catalogue(component(1, 'Belt', 'B-1'));
  const spoken = 'component_name is spoken of in line n already';
  assert.equal(outcome([row('New'), row('NEW')]), `+New · ${spoken}`);
  assert.equal(outcome([row('New', 'N-1'), row('Newer', 'n-1')]), '+New · stock_code is spoken of in line n already');
  const renaming = row('Belt wide', 'B-1');
  assert.equal(outcome([renaming, row('Belt')], known), `1:Belt wide/B-1 · ${spoken}`);
  const { claims } = planComponents([renaming], known, noClaims);
  assert.equal(outcome([row('Belt')], catalogue(component(1, 'Belt wide', 'B-1')), claims), spoken);
  assert.equal(outcome([row('Belt')], known, claims), spoken, 'as a dry run sees it');
});

test('opening stock of a new component goes to the location that is named; of a known one it says nothing', () => {
  const known = catalogue(component(1, 'Belt'));
  const stocked = (name: string, location?: string) => row(name, undefined, { stock: 5, location });
  assert.equal(outcome([stocked('New', ' store ')]), '+New');
  assert.equal(planComponents([stocked('New', 'STORE')], catalogue(), noClaims).creates[0]?.location?.id, 1);
  assert.equal(outcome([stocked('New', 'Nowhere')]), 'location is no location that there is');
  assert.equal(outcome([stocked('New', 'Old shed')]), 'location is out of use');
  assert.equal(outcome([stocked('Belt', 'Nowhere')], known), '=1');
});

test('stock of a known component that is another than it has is not taken, and a warning says so', () => {
  const known = catalogue({ ...component(1, 'Belt'), onHand: 7 });
  const warned = (stock: number | undefined) =>
    planComponents([row('Belt', undefined, { stock })], known, noClaims).warnings.map(({ column, value }) => [
      column,
      value,
    ]);
  assert.deepEqual(warned(9), [['current_stock', '9']]);
  assert.deepEqual(warned(0), [['current_stock', '0']]);
  assert.deepEqual([warned(7), warned(undefined)], [[], []]);
  assert.deepEqual(planComponents([row('New', undefined, { stock: 9 })], known, noClaims).warnings, []);
});
