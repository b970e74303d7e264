import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnQuery, countFilters, searchQuery, ticketFilters, ticketSearch } from './search.ts';

test('an address that says nothing asks for what is not finished, and what it says wrongly is left out', () => {
  assert.deepEqual(ticketSearch({}), {});
  assert.deepEqual(
    ticketSearch({ status: 'Gone', priority: ['Loud'], from: 'soon', assignee: '-3', overdue: 'yes' }),
    {},
  );
  assert.deepEqual(searchQuery({}, 'UTC'), { status: ['Open', 'In Progress', 'On Hold', 'Resolved'] });
});

test('what an address says is kept, one word as well as several', () => {
  const search = {
    status: 'Open',
    priority: ['Low', 'Critical'],
    assignee: 7,
    sort: 'due_at',
    order: 'desc',
    text: 'oil',
  };
  assert.deepEqual(ticketSearch(search), {
    status: ['Open'],
    priority: ['Critical', 'Low'],
    assignee: '7',
    sort: 'due_at',
    order: 'desc',
    text: 'oil',
  });
});

test('an order without what is ordered is none', () => {
  assert.deepEqual(ticketSearch({ order: 'desc' }), {});
});

test('all is all: no status goes to the server', () => {
  assert.deepEqual(searchQuery(ticketSearch({ status: 'all' }), 'UTC'), {});
});

test('days are those of the factory, the last one to its end', () => {
  const { start_time: start, end_time: end } = searchQuery({ from: '2026-03-29', to: '2026-03-29' }, 'Europe/London');
  // the day that the clocks go forward has 23 hours
  assert.equal(start, '2026-03-29T00:00:00.000Z');
  assert.equal(end, '2026-03-29T23:00:00.000Z');
});

test('a column of the board is narrowed by everything but the status', () => {
  assert.deepEqual(columnQuery(ticketFilters({ machine: 'm1', overdue: true, status: 'Closed' }), 'Open'), {
    machine_ids: ['m1'],
    overdue: true,
    status: ['Open'],
    sort: 'due_at',
    with_total: true,
  });
  assert.equal(columnQuery({}, 'Closed').sort, 'updated_at');
});

test('what sorts, and the words searched for, are not counted as filters', () => {
  assert.equal(countFilters({ status: ['Open'], overdue: true, sort: 'due_at', order: 'asc', text: 'oil' }), 2);
});
