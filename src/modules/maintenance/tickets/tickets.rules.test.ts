import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  allowedMoves,
  categoryOf,
  entering,
  finishedStatuses,
  isAllowedMove,
  isOverdue,
  moveNames,
  moves,
  oldStatuses,
  oldStep,
  pendingStatuses,
  priorities,
  rankOf,
  type StatusFields,
  ticketStatuses,
} from './tickets.rules.ts';

test('each status allows exactly these moves', () => {
  assert.deepEqual(Object.fromEntries(ticketStatuses.map((status) => [status, allowedMoves(status)])), {
    Open: ['assign', 'start', 'resolve', 'cancel'],
    'In Progress': ['assign', 'hold', 'resolve', 'cancel'],
    'On Hold': ['assign', 'start', 'resolve', 'cancel'],
    Resolved: ['close', 'reopen'],
    Closed: ['reopen'],
    Cancelled: ['reopen'],
  });
});

test('no ticket is ever stuck: from each status a way leads to every other', () => {
  for (const from of ticketStatuses) {
    const reached = new Set([from]);
    for (const status of reached) for (const move of allowedMoves(status)) reached.add(moves[move].to ?? status);
    assert.deepEqual([...reached].sort(), [...ticketStatuses].sort(), from);
  }
});

const fresh: StatusFields = {
  status: 'Open',
  holdReason: null,
  holdNote: null,
  acknowledgedAt: null,
  startedAt: null,
  resolvedAt: null,
  closedAt: null,
  cancelledAt: null,
};

/** What the database checks of every ticket, and what never goes back. */
function requireSound(ticket: StatusFields, before: StatusFields): void {
  const { status } = ticket;
  assert.equal(ticket.holdReason !== null, status === 'On Hold');
  assert.equal(ticket.resolvedAt !== null, status === 'Resolved' || status === 'Closed');
  assert.equal(ticket.closedAt !== null, status === 'Closed');
  assert.equal(ticket.cancelledAt !== null, status === 'Cancelled');
  if (before.startedAt !== null) assert.equal(ticket.startedAt, before.startedAt);
  if (before.acknowledgedAt !== null) assert.equal(ticket.acknowledgedAt, before.acknowledgedAt);
  if (status === 'Closed' && before.resolvedAt !== null) assert.equal(ticket.resolvedAt, before.resolvedAt);
}

const step = fc.oneof(fc.constantFrom(...moveNames), fc.constantFrom(...oldStatuses));

test('whatever moves are tried in whatever order, a ticket stays sound, and only allowed ones are made', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let ticket = fresh;
      for (const [at, wanted] of steps.entries()) {
        const before = ticket;
        const nowMs = 1_000 + at;
        if ((oldStatuses as readonly string[]).includes(wanted)) {
          ticket = entering(wanted as (typeof oldStatuses)[number], before, nowMs);
        } else {
          const move = wanted as (typeof moveNames)[number];
          const { to } = moves[move];
          if (!isAllowedMove(move, before.status) || to === null) continue;
          ticket = { ...entering(to, before, nowMs), holdReason: move === 'hold' ? 'parts' : null };
        }
        requireSound(ticket, before);
      }
    }),
  );
});

test("on the old front end's ways every way back is a reopening, and no other is", () => {
  const steps = ticketStatuses.flatMap((from) =>
    oldStatuses.filter((to) => to !== from).map((to) => [`${from} → ${to}`, oldStep(from, to)] as const),
  );
  assert.deepEqual(
    Object.fromEntries(steps.map(([way, { happened, reopens }]) => [way, `${happened}${reopens ? ', counts' : ''}`])),
    {
      'Open → In Progress': 'started',
      'Open → Resolved': 'resolved',
      'Open → Closed': 'closed',
      'In Progress → Open': 'reopened, counts',
      'In Progress → Resolved': 'resolved',
      'In Progress → Closed': 'closed',
      'On Hold → Open': 'reopened, counts',
      'On Hold → In Progress': 'started',
      'On Hold → Resolved': 'resolved',
      'On Hold → Closed': 'closed',
      'Resolved → Open': 'reopened, counts',
      'Resolved → In Progress': 'reopened, counts',
      'Resolved → Closed': 'closed',
      'Closed → Open': 'reopened, counts',
      'Closed → In Progress': 'reopened, counts',
      'Closed → Resolved': 'reopened, counts',
      'Cancelled → Open': 'reopened, counts',
      'Cancelled → In Progress': 'reopened, counts',
      'Cancelled → Resolved': 'reopened, counts',
      'Cancelled → Closed': 'closed',
    },
  );
});

test('a ticket is overdue when its due date has passed and somebody still has to do something', () => {
  for (const status of ticketStatuses) {
    assert.equal(isOverdue({ status, dueAt: 999 }, 1_000), pendingStatuses.includes(status), status);
    assert.equal(isOverdue({ status, dueAt: 1_000 }, 1_000), false);
    assert.equal(isOverdue({ status, dueAt: null }, 1_000), false);
  }
  assert.ok(finishedStatuses.every((status) => !pendingStatuses.includes(status)));
});

test('priorities rank from Low to Critical', () => {
  assert.deepEqual(priorities.map(rankOf), [1, 2, 3, 4]);
});

test('a category is found however it is typed, and keeps the spelling of the factory', () => {
  assert.equal(categoryOf(' HYDRAULIC ', ['Mechanical', 'Hydraulic']), 'Hydraulic');
  assert.equal(categoryOf('Hydraulics', ['Mechanical', 'Hydraulic']), undefined);
});
