/**
 * Tickets of the predecessor, whose status, priority and category were free text.
 *
 * `logged_time` may be when the process started and not when somebody reported the fault: many tickets then share one
 * value. It is moved only where the file itself proves it wrong. `Closed` emptied the resolved time there: the latest
 * that the file knows of the ticket takes its place, and the report says so.
 */
import { formatInstant } from '../../../kernel/instant.ts';
import type { ImportedTicket, Priority, TicketPolicy, TicketStatus } from '../../maintenance/index.ts';
import type { OldRow } from './old-database.ts';
import { keptNumber, type Reading, RowReader } from './reading.ts';

export interface TicketSurroundings {
  readonly policy: Pick<TicketPolicy, 'categories' | 'defaultCategory'>;
  readonly nowMs: number;
  /** Why there is no such machine; undefined for a good one. */
  machineProblem(id: string): string | undefined;
  /** A period that is taken or there already, with its machine and start. */
  periodOf(id: string): { readonly machineId: string; readonly startMs: number } | undefined;
  /** Whether more than one ticket has this `logged_time`, word for word. */
  isShared(loggedTime: string): boolean;
  /** The latest note of the ticket. */
  latestNoteOf(oldId: string): number | undefined;
}

const DESCRIPTION_LENGTH_MAX = 4_000;
const NOTHING_SAID = '—';
const TIME = 'is no time between 2000 and now';

export function readTicket(row: OldRow, around: TicketSurroundings): Reading<ImportedTicket> {
  const reader = new RowReader(row);
  const machineId = reader.word('machine_id');
  const unfit = around.machineProblem(machineId);
  if (unfit !== undefined) return reader.refuse('machine_id', unfit);
  const given = reader.instant('logged_time', around.nowMs);
  if (given == null) return reader.refuse('logged_time', TIME);
  const period = periodOf(reader, machineId, around);
  const latestNote = around.latestNoteOf(reader.id);
  let loggedAt = given;
  if (around.isShared(reader.text('logged_time'))) {
    if (period !== undefined && period.startMs > given) {
      loggedAt = period.startMs;
      const why = 'is shared and lies before the stop that the ticket is about: it cannot be earlier than the stop';
      reader.change('logged_time', why, formatInstant(loggedAt));
    } else reader.doubt('logged_time', 'is shared by tickets: it may be when the process started');
  }
  const status = statusOf(reader);
  const { resolvedAt, loggedAt: fitLoggedAt } = resolutionOf(reader, status, loggedAt, latestNote, around.nowMs);
  return reader.take({
    ...(keptNumber(reader.id) === undefined ? {} : { number: Number(reader.id) }),
    externalId: `predecessor:${reader.id}`,
    machineId,
    category: categoryOf(reader, around.policy),
    description: descriptionOf(reader),
    priority: priorityOf(reader),
    status,
    holdReason: null,
    holdNote: null,
    periodId: period?.id ?? null,
    loggedAt: fitLoggedAt,
    acknowledgedAt: null,
    startedAt: null,
    resolvedAt,
    closedAt: status === 'Closed' ? resolvedAt : null,
    cancelledAt: null,
    // there were no due dates there: what is over was neither in time nor late
    dueAt: resolvedAt === null ? undefined : null,
    team: null,
    failureCode: null,
    failureCause: null,
    remedy: null,
    machineDown: false,
    downFrom: null,
    restoredAt: null,
    reportedBy: undefined,
  });
}

function periodOf(reader: RowReader, machineId: string, around: TicketSurroundings) {
  const id = reader.word('fourjaw_downtime_id');
  if (id === '') return undefined;
  const period = around.periodOf(id);
  if (period?.machineId === machineId) return { id, startMs: period.startMs };
  const why = period === undefined ? 'is no period that is there' : 'is a period of another machine';
  reader.change('fourjaw_downtime_id', why, null);
  return undefined;
}

const statuses = new Map<string, TicketStatus>([
  ['open', 'Open'],
  ['in progress', 'In Progress'],
  ['in_progress', 'In Progress'],
  ['resolved', 'Resolved'],
  ['closed', 'Closed'],
]);

function statusOf(reader: RowReader): TicketStatus {
  const given = reader.word('status');
  const known = statuses.get(given.toLowerCase());
  if (known !== undefined) {
    if (known !== reader.text('status')) reader.change('status', 'is written as MillDash does', known);
    return known;
  }
  const status = reader.word('resolved_time') === '' ? 'Open' : 'Resolved';
  reader.change('status', 'is none that a ticket can have: the resolved time decides', status);
  return status;
}

function resolutionOf(
  reader: RowReader,
  status: TicketStatus,
  loggedAt: number,
  latestNote: number | undefined,
  nowMs: number,
): { readonly resolvedAt: number | null; readonly loggedAt: number } {
  const given = reader.instant('resolved_time', nowMs);
  const isDone = status === 'Resolved' || status === 'Closed';
  if (!isDone) {
    if (given !== null) reader.change('resolved_time', 'does not fit a ticket that is not resolved', null);
    return { resolvedAt: null, loggedAt };
  }
  if (given == null) {
    const resolvedAt = Math.max(loggedAt, latestNote ?? loggedAt);
    const why =
      given === null
        ? 'is missing on a ticket that is over: not earlier than its latest note, or than it was logged'
        : `${TIME}: not earlier than its latest note, or than it was logged`;
    reader.change('resolved_time', why, formatInstant(resolvedAt));
    return { resolvedAt, loggedAt };
  }
  if (given >= loggedAt) return { resolvedAt: given, loggedAt };
  reader.change('logged_time', 'lies after the ticket was resolved: it cannot be later', formatInstant(given));
  return { resolvedAt: given, loggedAt: given };
}

const priorities = new Map<string, Priority>([
  ['low', 'Low'],
  ['medium', 'Medium'],
  ['high', 'High'],
  ['critical', 'Critical'],
]);

function priorityOf(reader: RowReader): Priority {
  const known = priorities.get(reader.word('priority').toLowerCase());
  if (known === undefined) reader.change('priority', 'is none of Low, Medium, High and Critical', 'Medium');
  else if (known !== reader.text('priority')) reader.change('priority', 'is written as MillDash does', known);
  return known ?? 'Medium';
}

function categoryOf(reader: RowReader, { categories, defaultCategory }: TicketSurroundings['policy']): string {
  const given = reader.word('incident_category');
  const known = categories.find((category) => category.toLowerCase() === given.toLowerCase());
  if (known === undefined) {
    reader.change('incident_category', 'is none of the categories that are set', defaultCategory);
  } else if (known !== reader.text('incident_category')) {
    reader.change('incident_category', 'is written as MillDash does', known);
  }
  return known ?? defaultCategory;
}

function descriptionOf(reader: RowReader): string {
  const given = reader.text('description').toWellFormed().normalize('NFC').trim();
  if (given === '') {
    reader.change('description', 'says nothing', NOTHING_SAID);
    return NOTHING_SAID;
  }
  if (given.length <= DESCRIPTION_LENGTH_MAX) return given;
  const kept = given.slice(0, DESCRIPTION_LENGTH_MAX).toWellFormed();
  reader.change('description', `is cut at ${DESCRIPTION_LENGTH_MAX} characters`, kept);
  return kept;
}
