import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MachineStatus } from './machine-states.rules.ts';
import { mostUrgentFirst } from './urgency.rules.ts';

test('who has to be seen to: down without a plan before offline, A before B before unsaid, the longest first', () => {
  const machine = (id: string, status: MachineStatus, criticality: 'A' | 'B' | null, sinceMs: number | null) =>
    ({ machine: { id, criticality }, state: { status, sinceMs, reason: null } }) as Parameters<
      typeof mostUrgentFirst
    >[0][number];
  const machines = [
    machine('runs', 'running', 'A', 1),
    machine('planned', 'down_planned', 'A', 1),
    machine('offline A', 'offline', 'A', 1),
    machine('unsaid, no since', 'down_unplanned', null, null),
    machine('unsaid', 'down_unplanned', null, 1),
    machine('B', 'down_unplanned', 'B', 1),
    machine('A, short', 'down_unplanned', 'A', 3),
    machine('A, long', 'down_unplanned', 'A', 2),
    machine('between shifts', 'off_shift', 'A', 1),
    machine('idle', 'idle', 'A', 1),
    machine('silent', 'no_data', 'A', 1),
  ];
  assert.deepEqual(
    mostUrgentFirst(machines).map(({ machine: { id } }) => id),
    ['A, long', 'A, short', 'B', 'unsaid', 'unsaid, no since', 'offline A'],
  );
});
