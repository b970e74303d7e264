/** Tickets that never were, of every kind, written straight into the table: for figures that are reckoned from many. */
import fc from 'fast-check';
import { insertMissingTickets } from '../../../src/modules/maintenance/tickets/tickets.repository.ts';
import {
  pendingStatuses,
  priorities,
  type TicketStatus,
} from '../../../src/modules/maintenance/tickets/tickets.rules.ts';
import type { Ticket } from '../../../src/modules/maintenance/tickets/tickets.types.ts';
import { type MaintenanceApp, mill1, mill2, stop1 } from './maintenance-app.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Days before now in which they were reported. */
const DAYS = 200;

export async function storeInventedTickets(app: MaintenanceApp, amount: number, seed: number): Promise<Ticket[]> {
  const nowMs = app.clock.now();
  const tickets = fc.sample(anyTicket(nowMs, app.ids.TECHNICIAN), { numRuns: amount, seed });
  return insertMissingTickets(
    app.tables,
    tickets.map((ticket, at) => ({ ...ticket, externalId: `invented-${seed}-${at}` })),
  );
}

function anyTicket(nowMs: number, technician: number): fc.Arbitrary<Omit<Ticket, 'id'>> {
  const minutes = (most: number) => fc.nat(most).map((count) => count * MINUTE_MS);
  const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
  return fc
    .record({
      machineId: fc.constantFrom(mill1, mill2),
      category: fc.constantFrom('Mechanical', 'Electrical', 'Other'),
      priority: fc.constantFrom(...priorities),
      status: fc.constantFrom<TicketStatus>(
        'Open',
        'In Progress',
        'On Hold',
        'Resolved',
        'Closed',
        'Closed',
        'Cancelled',
      ),
      daysAgo: fc.integer({ min: 0, max: DAYS }),
      minutesAgo: minutes(1_439),
      acknowledged: orNull(minutes(3_000)),
      took: minutes(20_000),
      downBefore: minutes(300),
      machineDown: fc.boolean(),
      restored: orNull(minutes(240)),
      periodId: fc.constantFrom(null, null, null, stop1),
      failureCode: fc.constantFrom(null, 'LEAK', 'leak', 'Wear', '=cmd()'),
      team: fc.constantFrom(null, 'Hydraulics', 'hydraulics'),
      assigneeId: fc.constantFrom(null, technician),
      reopenedCount: fc.constantFrom(0, 0, 0, 1),
      source: fc.constantFrom('person', 'person', 'program', 'import', 'plan'),
      labourMinutes: fc.constantFrom(0, 15, 90),
      partsCost: fc.constantFrom(0, 12.5, 310),
      dueIn: orNull(minutes(10_000)),
    })
    .map(({ daysAgo, minutesAgo, acknowledged, took, downBefore, restored, dueIn, ...said }): Omit<Ticket, 'id'> => {
      const loggedAt = nowMs - daysAgo * DAY_MS - minutesAgo;
      const doneAt = Math.min(loggedAt + took, nowMs);
      const downFrom = said.machineDown ? loggedAt - downBefore : null;
      const isPending = pendingStatuses.includes(said.status);
      const isDone = said.status === 'Resolved' || said.status === 'Closed';
      return {
        ...said,
        description: 'Invented',
        holdReason: said.status === 'On Hold' ? 'parts' : null,
        holdNote: null,
        loggedAt,
        acknowledgedAt: acknowledged === null ? null : loggedAt + acknowledged,
        startedAt: null,
        resolvedAt: isDone ? doneAt : null,
        closedAt: said.status === 'Closed' ? doneAt : null,
        cancelledAt: isPending || isDone ? null : doneAt,
        dueAt: dueIn === null ? null : loggedAt + dueIn,
        dueChosen: false,
        failureCause: null,
        remedy: null,
        downFrom,
        proposedRestoredAt: null,
        restoredAt: downFrom === null || restored === null ? null : Math.min(downFrom + restored, nowMs),
        reportedBy: { id: null, name: 'Nobody' },
        planId: null,
        followsTicketId: null,
        externalId: null,
        notesCount: 0,
        version: 1,
        updatedAt: nowMs,
      };
    });
}
