import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hangingText, toldChanges } from './changes.ts';

test('a step tells the fields that people know, each as what it is', () => {
  const changes = {
    resolved_time: { before: null, after: '2026-11-26T10:00:00.000Z' },
    remedy: { before: null, after: 'Seal replaced' },
    status: { before: 'In Progress', after: 'Resolved' },
    due_at: { before: '2026-11-27T10:00:00.000Z', after: null },
    assignee: { before: null, after: { id: 3, name: 'Tess' } },
    machine_down: { before: false, after: true },
  };
  assert.deepEqual(toldChanges('resolved', changes), [
    { field: 'status', before: { as: 'word', word: 'In Progress' }, after: { as: 'word', word: 'Resolved' } },
    { field: 'due_at', before: { as: 'instant', instant: '2026-11-27T10:00:00.000Z' }, after: { as: 'nothing' } },
    { field: 'assignee', before: { as: 'nothing' }, after: { as: 'text', text: 'Tess' } },
    { field: 'remedy', before: { as: 'nothing' }, after: { as: 'text', text: 'Seal replaced' } },
    { field: 'machine_down', before: { as: 'no' }, after: { as: 'yes' } },
  ]);
});

test('what a new ticket has is on its page: the history does not tell it again', () => {
  assert.deepEqual(toldChanges('opened', { status: { before: null, after: 'Open' } }), []);
});

test('what hangs on a ticket is told in a few words', () => {
  assert.equal(hangingText({ note: { before: null, after: 'Runs hot' } }), 'Runs hot');
  assert.equal(
    hangingText({ part: { before: null, after: { component_name: 'Bearing', quantity: 2 } } }),
    '2 × Bearing',
  );
  assert.equal(hangingText({ labour: { before: { duration_minutes: 30 }, after: null } }), '30 min');
  assert.equal(hangingText({ check: { before: {}, after: { instruction: 'Grease' } } }), 'Grease');
  assert.equal(hangingText({ image: { before: null, after: { caption: null } } }), undefined);
  assert.equal(hangingText({ status: { before: 'Open', after: 'Closed' } }), undefined);
});
