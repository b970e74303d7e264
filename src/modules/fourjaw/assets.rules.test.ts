import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { machinesOf } from './assets.rules.ts';
import type { Asset } from './client/replies.ts';

const id = (number: number) => number.toString(16).padStart(24, '0');

function asset(number: number, name: string, levelName: string | null, above: number | null): Asset {
  return { id: id(number), name, levelName, parentId: above === null ? null : id(above), hasChildren: false };
}

const factory = [
  asset(1, 'Mills Ltd', 'Organisation', null),
  asset(2, 'North', 'Factory', 1),
  asset(3, 'Rolling', 'Area', 2),
  asset(4, 'Cell 1', 'Cell', 3),
  asset(5, 'Mill 1', 'Machine', 4),
  asset(6, 'Mill 2', 'Machine', 2),
  asset(7, 'Empty cell', 'Cell', 3),
];

describe('the machines of a list of assets', () => {
  test('are those that have nothing below them, with site, area and line', () => {
    assert.deepEqual(
      machinesOf(factory, undefined, undefined).map(({ name, place }) => [name, place]),
      [
        ['Mill 1', ['North', 'Rolling', 'Cell 1']],
        ['Mill 2', ['North']],
        ['Empty cell', ['North', 'Rolling']],
      ],
    );
  });

  test('are those of the level that is named, or those that are wanted', () => {
    const names = (level?: string, wanted?: string[]) => machinesOf(factory, level, wanted).map(({ name }) => name);
    assert.deepEqual(names(' machine '), ['Mill 1', 'Mill 2']);
    assert.deepEqual(names(undefined, [id(6)]), ['Mill 2']);
  });

  test('come once, with ids of FourJaw only, and survive assets that stand in each other', () => {
    const circle = [asset(1, 'A', null, 2), asset(2, 'B', null, 1), asset(3, 'C', null, 1), asset(3, 'C', null, 1)];
    assert.deepEqual(
      machinesOf([...circle, { ...asset(9, 'odd', null, null), id: 'all' }], undefined, undefined).map(
        ({ name }) => name,
      ),
      ['C'],
    );
  });
});
