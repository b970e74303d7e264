import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { noDetails } from '../machine-details.ts';
import type { Machine } from '../machines.types.ts';
import { type MachinePlan, noClaims, planMachines } from './machine-plan.rules.ts';
import type { MachineRow } from './machine-rows.rules.ts';

function machine(id: string, name: string): Machine {
  return { ...noDetails, name, id, version: 1, createdAt: 0, updatedAt: 0, retiredAt: null };
}

/** What is there when the lines of a plan have been written. */
function written(before: readonly Machine[], { creates, changes }: MachinePlan): Machine[] {
  const changed = new Map(changes.map(({ before: { id }, details }) => [id, details]));
  return [
    ...before.map((known) => ({ ...known, ...changed.get(known.id) })),
    ...creates.map(({ id, details }, at) => ({ ...machine(id ?? `made-${before.length + at}`, ''), ...details })),
  ];
}

const id = fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined });
const name = fc.constantFrom('One', 'Two', 'ONE', 'Three');
const lines = fc.array(fc.tuple(id, name), { maxLength: 8 });
const factory = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), name), { selector: ([known]) => known })
  .map((known) => known.map(([own, called]) => machine(own, called)));

test('what a line comes to does not depend on which lines before it have been written already', () => {
  fc.assert(
    fc.property(factory, lines, fc.integer({ min: 1, max: 4 }), (machines, given, batchRows) => {
      const rows = given.map(
        ([own, called], at): MachineRow => ({ line: at + 2, id: own, details: { name: called }, place: undefined }),
      );
      const places = new Map<string, number>();
      const whole = planMachines(rows, { machines, places }, noClaims);
      let [there, claims] = [machines, noClaims];
      const rejects: MachinePlan['rejects'][number][] = [];
      let [created, changed, unchanged] = [0, 0, 0];
      for (let at = 0; at < rows.length; at += batchRows) {
        const plan = planMachines(rows.slice(at, at + batchRows), { machines: there, places }, claims);
        there = written(there, plan);
        claims = plan.claims;
        rejects.push(...plan.rejects);
        created += plan.creates.length;
        changed += plan.changes.length;
        unchanged += plan.unchanged;
      }
      assert.deepEqual(rejects, whole.rejects);
      assert.deepEqual([created, changed, unchanged], [whole.creates.length, whole.changes.length, whole.unchanged]);
    }),
    { numRuns: 2_000 },
  );
});
