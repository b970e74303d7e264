import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewOf } from '../../timeline/view.ts';
import { machineSearch, searchOf, sightOf } from './search.ts';

const nowMs = Date.parse('2026-11-26T12:00:00.000Z');
const HOUR_MS = 3_600_000;

test('an address says its view again', () => {
  const view = { fromMs: nowMs - 30 * HOUR_MS, toMs: nowMs - 6 * HOUR_MS };
  assert.deepEqual(searchOf(view, nowMs), { span: 86_400, until: '2026-11-26T06:00:00.000Z' });
  assert.deepEqual(viewOf(sightOf(searchOf(view, nowMs)), nowMs), view);
});

test('a view that reaches now says no end, and so follows the time', () => {
  const view = viewOf(sightOf({}), nowMs);
  assert.ok(view.toMs >= nowMs);
  assert.deepEqual(searchOf(view, nowMs), { span: 86_400 });
});

test('an address keeps what it means and leaves out what means nothing', () => {
  const search = {
    tab: 'runs',
    span: 3_600,
    until: '2026-11-26T06:00:00.000Z',
    with: ['mill-2', 3],
    stop: 'abc',
    unanswered: true,
    range: '30d',
  };
  assert.deepEqual(machineSearch(search), { ...search, with: ['mill-2', '3'] });
  assert.deepEqual(
    machineSearch({ tab: 'secrets', span: -1, until: 'tomorrow', with: 'mill-2', unanswered: 'yes', other: 1 }),
    {},
  );
});

test('figures are of the shift that lasts or of days, not of both', () => {
  assert.deepEqual(machineSearch({ shift: true, range: '30d' }), { shift: true });
});
