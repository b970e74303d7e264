/** Which machines are read again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStaleMachines } from './stale-machines.ts';

const stale = () => createStaleMachines(new Set(['timeline', 'reason']));
const recorded = (machine: string) => ({
  type: 'com.milldash.timeline.periods-recorded',
  data: { machine_id: machine },
});

test('only the machines that events name are read again, each once', () => {
  const machines = stale();
  assert.equal(machines.take(), 'all', 'nothing was read yet');
  machines.note([recorded('m1'), recorded('m2'), recorded('m1')]);
  machines.note([{ type: 'com.milldash.ticket.opened', data: { machine_id: 'm9' } }]);
  assert.deepEqual(machines.take(), new Set(['m1', 'm2']));
  assert.equal(machines.take(), 'all', 'nothing says why it is read again');
});

test('what names no machine concerns all, and so does a gap', () => {
  const machines = stale();
  machines.take();
  machines.note([recorded('m1'), { type: 'com.milldash.reason.changed', data: { reason_id: 7 } }]);
  assert.equal(machines.take(), 'all');
  machines.note([recorded('m1')]);
  machines.noteAll();
  assert.equal(machines.take(), 'all');
});

test('where many machines are out of date, all are read', () => {
  const machines = stale();
  machines.take();
  machines.note(Array.from({ length: 51 }, (_, number) => recorded(`m${number}`)));
  assert.equal(machines.take(), 'all');
});
