/**
 * The demo's tickets: one for each long stop that somebody would have reported, and a handful of today's with photos,
 * notes, labour and parts, so that every view has something in it.
 */
import { Readable } from 'node:stream';
import type { Actor } from '../kernel/access.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import type { ImportedTicket, Maintenance, Priority } from '../modules/maintenance/index.ts';
import { createImageWorks } from '../platform/images/index.ts';
import type { Services } from '../services.ts';
import {
  drawPhoto,
  type PhotoSubject,
  type SimulatedFault,
  type SimulatedPeriod,
  simulateFaults,
} from '../simulator/index.ts';
import type { History } from './demo-factory.ts';

const OPERATOR = 'Oskar Operator';
const TICKETS_AT_ONCE = 200;

/** Nothing said. */
const plain = {
  holdReason: null,
  holdNote: null,
  periodId: null,
  acknowledgedAt: null,
  startedAt: null,
  resolvedAt: null,
  closedAt: null,
  cancelledAt: null,
  dueAt: undefined,
  team: null,
  failureCode: null,
  failureCause: null,
  remedy: null,
  machineDown: false,
  downFrom: null,
  restoredAt: null,
  reportedBy: OPERATOR,
} as const;

interface TicketOfToday {
  readonly id: string;
  readonly machineId: string;
  readonly category: string;
  readonly priority: Priority;
  readonly description: string;
  readonly hoursAgo: number;
  readonly more?: Partial<ImportedTicket>;
  readonly photos: readonly (readonly [subject: PhotoSubject, caption: string])[];
  readonly note?: string;
  readonly labourMinutes?: number;
  /** Stock code. */
  readonly part?: string;
}

/** Open, late, waiting, critical, and done: from `nowMs` backwards. */
const ticketsOfToday = (nowMs: number): readonly TicketOfToday[] => [
  {
    id: 'demo-today-1',
    machineId: 'demo-mill-1',
    category: 'Hydraulic',
    priority: 'High',
    description: 'Oil under the coiler again, pressure falls towards the end of the shift',
    hoursAgo: 31,
    more: { status: 'In Progress', acknowledgedAt: nowMs - 30 * HOUR_MS, startedAt: nowMs - 29 * HOUR_MS },
    photos: [
      ['oil-puddle', 'Under the coiler, after one shift'],
      ['gauge', 'Pressure at the end of the shift'],
    ],
    note: 'Tightened the fitting, still drips. Seal kit taken from the store.',
    labourMinutes: 50,
    part: 'S-COIL',
  },
  {
    id: 'demo-today-2',
    machineId: 'demo-mill-2',
    category: 'Electrical',
    priority: 'Medium',
    description: 'Drive of stand 4 trips now and then, cable chafed at the gearbox',
    hoursAgo: 140,
    more: {
      status: 'On Hold',
      holdReason: 'parts',
      holdNote: 'Longer cable ordered',
      acknowledgedAt: nowMs - 138 * HOUR_MS,
      startedAt: nowMs - 120 * HOUR_MS,
    },
    photos: [['worn-cable', 'Where it rubs']],
    note: 'Taped for now. Needs 15 m, the store has 10 m only.',
    labourMinutes: 35,
  },
  {
    id: 'demo-today-3',
    machineId: 'demo-mill-3',
    category: 'Tooling',
    priority: 'Low',
    description: 'Date stamp hard to read on every second piece',
    hoursAgo: 5,
    photos: [],
  },
  {
    id: 'demo-today-4',
    machineId: 'demo-mill-2',
    category: 'Mechanical',
    priority: 'Critical',
    description: 'Bearing of stand 6 screams and smokes, mill has to run slowly',
    hoursAgo: 0.7,
    photos: [['hot-bearing', 'Colour of the inner ring']],
  },
  {
    id: 'demo-today-5',
    machineId: 'demo-mill-1',
    category: 'Tooling',
    priority: 'High',
    description: 'Burr on the cut, blade chipped',
    hoursAgo: 8,
    more: {
      status: 'Resolved',
      acknowledgedAt: nowMs - 7.8 * HOUR_MS,
      startedAt: nowMs - 7.5 * HOUR_MS,
      resolvedAt: nowMs - 6 * HOUR_MS,
      failureCause: 'Blade worn',
      remedy: 'Blade changed, gap set',
      machineDown: true,
      downFrom: nowMs - 8 * HOUR_MS,
      restoredAt: nowMs - 6 * HOUR_MS,
    },
    photos: [['chipped-blade', 'The blade that came out']],
    note: 'Third blade this month: look at the strip guide next.',
    labourMinutes: 75,
    part: 'T-BLADE',
  },
];

export interface DemoTickets {
  readonly services: Pick<Services, 'store' | 'log' | 'maintenance'>;
  readonly actor: Actor;
  /** In whose name notes, labour and photos are. */
  readonly technician: Actor;
  readonly history: History;
  readonly periods: readonly SimulatedPeriod[];
  /** By stock code. */
  readonly components: ReadonlyMap<string, number>;
}

/** Repeating it adds nothing: a ticket is made once, with all that hangs on it. */
export async function recordTickets(demo: DemoTickets): Promise<void> {
  const { seed, recordedToMs, toMs } = demo.history;
  const news = demo.periods.filter(({ endMs }) => endMs !== null && endMs >= recordedToMs);
  const faults = simulateFaults(seed, news, toMs);
  await bookLabour(demo, faults, await importAll(demo, faults.map(ticketOfFault)));
  const today = ticketsOfToday(toMs);
  const made = new Map(
    (
      await importAll(
        demo,
        today.map((ticket) => ticketOf(ticket, toMs)),
      )
    ).map((ticket) => [ticket.externalId, ticket.id]),
  );
  const works = createImageWorks({ log: demo.services.log });
  try {
    for (const ticket of today) {
      const ticketId = made.get(ticket.id);
      if (ticketId !== undefined) await furnish(demo, ticketId, ticket, (svg) => works.draw(svg));
    }
  } finally {
    works.close();
  }
}

async function importAll({ services, actor }: DemoTickets, tickets: readonly ImportedTicket[]) {
  const { store, maintenance } = services;
  const policy = await maintenance.tickets.readPolicy();
  const made: Awaited<ReturnType<Maintenance['files']['importTicketsWithin']>> = [];
  for (let at = 0; at < tickets.length; at += TICKETS_AT_ONCE) {
    const some = tickets.slice(at, at + TICKETS_AT_ONCE);
    made.push(...(await store.transact(actor, (tx) => maintenance.files.importTicketsWithin(tx, policy, some))));
  }
  return made;
}

/** Of repairs that are done: one technician, from beginning to end. */
async function bookLabour(
  { services, technician }: DemoTickets,
  faults: readonly SimulatedFault[],
  made: Awaited<ReturnType<typeof importAll>>,
): Promise<void> {
  const ids = new Map(made.map(({ externalId, id }) => [externalId, id]));
  for (const { id, status, startedAtMs, resolvedAtMs } of faults) {
    const ticketId = ids.get(id);
    if (ticketId === undefined || (status !== 'Resolved' && status !== 'Closed')) continue;
    const durationMinutes = Math.max(5, Math.floor((resolvedAtMs - startedAtMs) / MINUTE_MS));
    await services.maintenance.labour.addLabour(technician, ticketId, { durationMinutes, startedAt: startedAtMs });
  }
}

function ticketOfFault(fault: SimulatedFault): ImportedTicket {
  const { status } = fault;
  const done = status === 'Resolved' || status === 'Closed';
  const begun = done || status === 'In Progress';
  return {
    ...plain,
    externalId: fault.id,
    machineId: fault.machineId,
    category: fault.category,
    description: fault.description,
    priority: fault.priority,
    status,
    periodId: fault.periodId,
    loggedAt: fault.reportedAtMs,
    acknowledgedAt: begun ? fault.startedAtMs : null,
    startedAt: begun ? fault.startedAtMs : null,
    resolvedAt: done ? fault.resolvedAtMs : null,
    closedAt: status === 'Closed' ? fault.closedAtMs : null,
    cancelledAt: status === 'Cancelled' ? fault.closedAtMs : null,
    failureCode: done ? fault.failureCode : null,
    failureCause: done ? fault.cause : null,
    remedy: done ? fault.remedy : null,
    machineDown: true,
    downFrom: fault.stoppedAtMs,
    restoredAt: fault.resolvedAtMs,
  };
}

function ticketOf(ticket: TicketOfToday, nowMs: number): ImportedTicket {
  const { id: externalId, machineId, category, priority, description, hoursAgo, more } = ticket;
  const loggedAt = Math.round(nowMs - hoursAgo * HOUR_MS);
  return { ...plain, externalId, machineId, category, priority, description, loggedAt, status: 'Open', ...more };
}

async function furnish(
  { services, technician, history, components }: DemoTickets,
  ticketId: number,
  ticket: TicketOfToday,
  draw: (svg: string) => Promise<Buffer>,
): Promise<void> {
  const { tickets, labour, parts, images } = services.maintenance;
  const loggedAt = history.toMs - ticket.hoursAgo * HOUR_MS;
  async function* photos() {
    for (const [subject, caption] of ticket.photos) {
      const png = await draw(drawPhoto(subject, ticket.id));
      yield { content: Readable.from([png], { objectMode: false }), caption };
    }
  }
  if (ticket.photos.length > 0) {
    const origin = { uploadedAt: Math.round(loggedAt + 2 * MINUTE_MS) };
    await images.addImages(technician, ticketId, photos(), undefined, origin);
  }
  if (ticket.note !== undefined) await tickets.addNote(technician, ticketId, ticket.note);
  if (ticket.labourMinutes !== undefined) {
    const startedAt = Math.round(Math.max(loggedAt, history.toMs - DAY_MS));
    await labour.addLabour(technician, ticketId, { durationMinutes: ticket.labourMinutes, startedAt });
  }
  const componentId = components.get(ticket.part ?? '');
  if (componentId !== undefined) await parts.usePart(technician, ticketId, { componentId, quantity: 1 });
}
