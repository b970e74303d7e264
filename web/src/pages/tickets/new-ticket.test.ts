import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, formOf, newTicketSearch, type ReportForm } from './new-ticket.ts';

const form: ReportForm = {
  machineId: 'm1',
  machineName: 'Mill 1',
  description: '  Oil under the coiler ',
  isDown: false,
  downFromMs: 1_000,
  priority: undefined,
  category: undefined,
  stop: undefined,
};

test('a machine and a sentence are enough, and nothing else is said', () => {
  assert.deepEqual(bodyOf(form), { machine_id: 'm1', description: 'Oil under the coiler' });
  assert.equal(bodyOf({ ...form, description: ' \n' }), undefined);
  assert.equal(bodyOf({ ...form, machineId: undefined }), undefined);
});

test('since when it stands is said of a machine that stands', () => {
  assert.deepEqual(bodyOf({ ...form, isDown: true }), {
    machine_id: 'm1',
    description: 'Oil under the coiler',
    machine_down: true,
    down_from: '1970-01-01T00:00:01.000Z',
  });
});

test('what waits to be sent can be opened in the form again', () => {
  const full: ReportForm = {
    ...form,
    description: 'x',
    isDown: true,
    priority: 'High',
    category: 'Tooling',
    stop: 'p1',
  };
  assert.deepEqual(formOf(bodyOf(full) as never, 'Mill 1'), full);
});

test('the address names a machine by its id or by its label', () => {
  assert.deepEqual(newTicketSearch({ machine: 'milldash:machine:mill%201' }), { machine: 'mill 1' });
  assert.deepEqual(newTicketSearch({ machine: 7, stop: 'p1', other: 1 }), { machine: '7', stop: 'p1' });
  assert.deepEqual(newTicketSearch({}), {});
});
