import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { addStop, noStops, type StopOfMachine, ticketsOfStops } from './stops.rules.ts';
import type { StopTicketFact } from './ticket-facts.types.ts';

const stop: StopOfMachine = { periodId: 'p', periodIds: ['p'], machineId: 'mill-1', startMs: 100, endMs: 200 };
const ticket = (more: Partial<StopTicketFact>): StopTicketFact => ({
  id: 1,
  machineId: 'mill-1',
  beganAt: 0,
  periodId: null,
  machineDown: 0,
  downUntil: null,
  ...more,
});
const NOW = 1_000;
const ticketOf = (...tickets: StopTicketFact[]) => ticketsOfStops([stop], tickets, NOW).get('p');

describe('the ticket of a stop', () => {
  test('is the one that is about its period, whenever it was written', () => {
    assert.equal(ticketOf(ticket({ id: 7, beganAt: 900, periodId: 'p' })), 7);
    assert.equal(ticketOf(ticket({ id: 7, beganAt: 900, periodId: 'another' })), undefined);
    assert.equal(ticketOf(ticket({ id: 7, beganAt: 150, periodId: 'another' })), undefined, 'it is about another stop');
  });

  test('is the one that is about another period of the same stop', () => {
    const split = { ...stop, periodIds: ['before', 'p', 'behind'] };
    const about = (periodId: string) => ticketsOfStops([split], [ticket({ beganAt: 900, periodId })], NOW).get('p');
    assert.deepEqual([about('before'), about('behind'), about('else')], [1, 1, undefined]);
  });

  test('is one because of which the machine stood at some instant of the stop', () => {
    const down = (beganAt: number, downUntil: number | null) =>
      ticketOf(ticket({ beganAt, machineDown: 1, downUntil }));
    assert.equal(down(50, 101), 1);
    assert.equal(down(50, 100), undefined, 'it ran again when the stop began');
    assert.equal(down(199, 500), 1);
    assert.equal(down(200, 500), undefined, 'the stop was over');
    assert.equal(down(10, null), 1, 'it still stands');
    assert.equal(ticketOf(ticket({ machineId: 'mill-2', beganAt: 150, machineDown: 1 })), undefined);
  });

  test('of a fault that stopped nothing, is one that was logged during the stop', () => {
    const logged = (beganAt: number) => ticketOf(ticket({ beganAt, downUntil: 999 }));
    assert.deepEqual([logged(99), logged(100), logged(199), logged(200)], [undefined, 1, 1, undefined]);
  });

  test('is found as if each stop were compared with each ticket', () => {
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
      about: fc.option(fc.nat(12), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(anyStop, { maxLength: 12 }), fc.array(anyTicket, { maxLength: 12 }), (some, written) => {
        const stops = some.map(({ ms, ...rest }, at) => ({
          ...rest,
          periodId: String(at),
          periodIds: [String(at)],
          endMs: rest.startMs + ms,
        }));
        const tickets = written.map(({ downMs, about, ...rest }, id) => ({
          ...rest,
          id,
          periodId: about === null ? null : String(about),
          downUntil: downMs === null ? null : rest.beganAt + downMs,
        }));
        const covers = (one: StopTicketFact, of: StopOfMachine) => {
          if (one.periodId === of.periodId) return true;
          if (one.machineId !== of.machineId || one.beganAt >= of.endMs) return false;
          if (one.machineDown === 1 && Math.max(one.beganAt + 1, one.downUntil ?? NOW) > of.startMs) return true;
          return one.periodId === null && one.beganAt >= of.startMs;
        };
        const found = ticketsOfStops(stops, tickets, NOW);
        for (const one of stops) {
          const expected = tickets.filter((candidate) => covers(candidate, one)).map(({ id }) => id);
          const id = found.get(one.periodId);
          assert.equal(id === undefined, expected.length === 0);
          if (id !== undefined) assert.ok(expected.includes(id));
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
