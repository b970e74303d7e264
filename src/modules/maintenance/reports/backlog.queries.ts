/** What the backlog is reckoned from: tickets that are not done, and when tickets came and went; a piece after the other. */
import { setImmediate } from 'node:timers/promises';
import { type SqlBool, sql } from 'kysely';
import { compiledOnce, type Engine, type SlotOf } from '../../../platform/database/index.ts';
import { type WaitingStatus, waitingStatuses } from './backlog.rules.ts';
import type { LifeFact, NamedLifeFact, PendingFact } from './ticket-facts.types.ts';
import { type Access, type FactFilter, isOfMachines } from './ticket-pieces.queries.ts';

/** Numbers of tickets that are passed over at once: some milliseconds. */
const LIFE_NUMBERS = 4_000;
/** Fewer, since all may be waiting, and more is read of them. */
const PENDING_NUMBERS = 1_000;

/**
 * Tickets that are not done. By their numbers, which nothing moves: one that waits all the time is there once, whichever
 * status it has when its piece is read.
 */
export async function* pendingTickets(
  access: Access,
  engine: Engine,
  { machineIds }: FactFilter,
): AsyncGenerator<readonly PendingFact[]> {
  const wanted = machineIds === undefined ? undefined : new Set(machineIds);
  // SQLite would rather look up all that wait, and pass over them in each piece
  const status = engine === 'sqlite' ? sql<WaitingStatus>`+status` : sql<WaitingStatus>`status`;
  for await (const { from, to } of numberRanges(access, PENDING_NUMBERS)) {
    const tickets = await access
      .selectFrom('tickets')
      .select(['id', 'machine_id as machineId', 'category', 'failure_code as failureCode', 'team'])
      .select(['priority_rank as priorityRank', 'assignee_id as assigneeId', 'logged_at as loggedAt'])
      .select(['due_at as dueAt', 'hold_reason as holdReason', 'machine_down as machineDown'])
      .select(['restored_at as restoredAt', status.as('status')])
      .select((eb) =>
        eb
          .selectFrom('maintenance_plans as p')
          .whereRef('p.id', '=', 'tickets.plan_id')
          .select('p.estimated_minutes')
          .as('estimatedMinutes'),
      )
      .where('id', '>', from)
      .where('id', '<=', to)
      .where(status, 'in', waitingStatuses)
      .execute();
    yield wanted === undefined ? tickets : tickets.filter(({ machineId }) => wanted.has(machineId));
  }
}

/** When tickets came and went: of all that were waiting at some time of the window, in no order. */
export function livesIn(access: Access, engine: Engine, window: LifeWindow): AsyncGenerator<readonly LifeFact[]> {
  return inNumbers(access, engine, window, lives);
}

/** The same, with whose they are and how they ended. */
export function namedLivesIn(
  access: Access,
  engine: Engine,
  window: LifeWindow,
): AsyncGenerator<readonly NamedLifeFact[]> {
  return inNumbers(access, engine, window, namedLives);
}

interface LifeWindow extends FactFilter {
  readonly fromMs: number;
  readonly toMs: number;
}

interface LifeValues {
  readonly from: number;
  readonly to: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly machineIds: readonly string[];
}

async function* inNumbers<Fact>(
  access: Access,
  engine: Engine,
  { machineIds, ...window }: LifeWindow,
  ask: (access: Access, values: LifeValues, engine: Engine, ofMachines: boolean) => Promise<Fact[]>,
): AsyncGenerator<readonly Fact[]> {
  for await (const range of numberRanges(access, LIFE_NUMBERS)) {
    const values = { ...window, ...range, machineIds: machineIds ?? [] };
    yield await ask(access, values, engine, machineIds !== undefined);
  }
}

const lives = compiledOnce((access: Access, slot: SlotOf<LifeValues>, engine: Engine, ofMachines: boolean) =>
  livesOf(access, slot, engine, ofMachines),
);

const namedLives = compiledOnce((access: Access, slot: SlotOf<LifeValues>, engine: Engine, ofMachines: boolean) =>
  livesOf(access, slot, engine, ofMachines).select(['id', 'machine_id as machineId', 'resolved_at as resolvedAt']),
);

function livesOf(access: Access, slot: SlotOf<LifeValues>, engine: Engine, ofMachines: boolean) {
  const finishedAt = sql<number | null>`coalesce(resolved_at, cancelled_at)`;
  const tickets = access
    .selectFrom('tickets')
    .select(['logged_at as loggedAt', finishedAt.as('finishedAt')])
    .where('id', '>', slot('from'))
    .where('id', '<=', slot('to'))
    .where(
      sql<SqlBool>`+logged_at < ${slot('toMs')} and (${finishedAt} is null or ${finishedAt} >= ${slot('fromMs')})`,
    );
  return ofMachines ? tickets.where(isOfMachines(engine, slot('machineIds'))) : tickets;
}

/** Numbers of all tickets that there are, behind `from` up to `to`; between two ranges others get a turn. */
async function* numberRanges(
  access: Access,
  numbers: number,
): AsyncGenerator<{ readonly from: number; readonly to: number }> {
  const last = await access
    .selectFrom('tickets')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  for (let from = 0; from < (last?.id ?? 0); from += numbers) {
    if (from > 0) await setImmediate();
    yield { from, to: from + numbers };
  }
}
