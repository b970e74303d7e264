import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { addStop, noStops, type StopOfMachine, StopTickets } from './stops.rules.ts';
import type { StopTicketFact } from './ticket-facts.types.ts';

const stop: StopOfMachine = { periodId: 'p', machineId: 'mill-1', startMs: 100, endMs: 200 };
const ticket = (more: Partial<StopTicketFact>): StopTicketFact => ({
  machineId: 'mill-1',
  beganAt: 0,
  machineDown: 0,
  downUntil: null,
  ...more,
});
const NOW = 1_000;
/** @param written in the order in which they began */
function knowing(written: readonly StopTicketFact[]): StopTickets {
  const tickets = new StopTickets(NOW);
  for (const one of written) tickets.add(one);
  return tickets;
}
const isCovered = (...written: StopTicketFact[]) => knowing(written).covers(stop);

describe('a stop has a ticket by its time', () => {
  test('where the machine stood because of one at some instant of the stop', () => {
    const down = (beganAt: number, downUntil: number | null) =>
      isCovered(ticket({ beganAt, machineDown: 1, downUntil }));
    assert.equal(down(50, 101), true);
    assert.equal(down(50, 100), false, 'it ran again when the stop began');
    assert.equal(down(199, 500), true);
    assert.equal(down(200, 500), false, 'the stop was over');
    assert.equal(down(10, null), true, 'it still stands');
    assert.equal(isCovered(ticket({ machineId: 'mill-2', beganAt: 150, machineDown: 1 })), false);
  });

  test('until now while it lasts', () => {
    const lasting = { ...stop, endMs: null };
    const [seen, ahead] = [ticket({ beganAt: NOW - 1 }), ticket({ beganAt: NOW })];
    assert.deepEqual([knowing([seen]).covers(lasting), knowing([ahead]).covers(lasting)], [true, false]);
  });

  test('where a fault that stopped nothing was logged during the stop', () => {
    const logged = (beganAt: number) => isCovered(ticket({ beganAt, downUntil: 999 }));
    assert.deepEqual([logged(99), logged(100), logged(199), logged(200)], [false, true, true, false]);
  });

  test('as if each stop were compared with each ticket', () => {
    const anyStop = fc.record({
      machineId: fc.constantFrom('a', 'b'),
      startMs: fc.nat(100),
      ms: fc.integer({ min: 1, max: 30 }),
    });
    const anyTicket = fc.record({
      machineId: fc.constantFrom('a', 'b'),
      beganAt: fc.nat(120),
      machineDown: fc.constantFrom(0, 1),
      downMs: fc.option(fc.nat(60), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(anyStop, { maxLength: 12 }), fc.array(anyTicket, { maxLength: 12 }), (some, written) => {
        const stops = some.map(({ ms, ...rest }, at) => ({
          ...rest,
          periodId: String(at),
          endMs: rest.startMs + ms,
        }));
        const tickets = written.map(({ downMs, ...rest }) => ({
          ...rest,
          downUntil: downMs === null ? null : rest.beganAt + downMs,
        }));
        const covers = (one: StopTicketFact, of: (typeof stops)[number]) => {
          if (one.machineId !== of.machineId || one.beganAt >= of.endMs) return false;
          if (one.machineDown === 1 && Math.max(one.beganAt + 1, one.downUntil ?? NOW) > of.startMs) return true;
          return one.beganAt >= of.startMs;
        };
        const known = knowing(tickets.toSorted((a, b) => a.beganAt - b.beganAt));
        for (const one of stops) {
          const isExpected = tickets.some((candidate) => covers(candidate, one));
          assert.equal(known.covers(one), isExpected);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('counts its time as covered, and that of others not', () => {
    const counts = noStops();
    addStop(counts, 60, true);
    addStop(counts, 20, false);
    assert.deepEqual(counts, { stops: 2, ms: 80, withTicket: 1, withTicketMs: 60 });
  });
});
