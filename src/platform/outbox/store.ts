/**
 * The unit of work: what a service changes, the events that it emits and the audit entries that it owes commit
 * together or not at all.
 *
 * Events are written last, behind one counter row that stays locked until the commit: a reader that has seen
 * sequence n will never later see one below n, on either engine.
 */
import { EventEmitter } from 'node:events';
import { type Kysely, sql } from 'kysely';
import type { Actor } from '../../kernel/access.ts';
import type { Clock } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import {
  type AnyTables,
  compiledOnce,
  type Database,
  type Engine,
  insertRows,
  type SlotOf,
  type TableAccess,
  upsertRows,
} from '../database/index.ts';
import { commitDone, commitLost, markSnapshot } from './heads.ts';
import type { AuditEntriesTable, EventsTable, OutboxTables } from './tables.ts';
import { type LastEvent, wasCommitted } from './unknown-commits.ts';

/** Prefix of every event type of ours. */
export const EVENT_TYPE_PREFIX = 'com.milldash.';

export interface NewEvent {
  /** Past tense, with the prefix: `com.milldash.machine.created`. */
  readonly type: `com.milldash.${string}.${string}`;
  /** What it is about: `machines/6809…`, `users/7`. */
  readonly subject: string;
  /** Public: whoever may read the subject may read this. Never a secret. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The source's time; the transaction's where absent. */
  readonly occurredAt?: number;
  /**
   * Under which word memories and answers look for what it changed; its topic where absent. For what changes by itself all
   * day: what is remembered of the topic does not rest on it, and must not be forgotten each time.
   */
  readonly head?: string;
}

export interface NewAuditEntry {
  readonly action: `${string}.${string}`;
  readonly entityType: string;
  readonly entityId: string | number;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
}

export interface Transaction {
  readonly engine: Engine;
  readonly actor: Actor;
  /** The instant that everything in this transaction was recorded at. */
  readonly recordedAt: number;
  /** The caller's own tables. */
  access<Own>(): TableAccess<Own>;
  /** Published if and when the transaction commits, in the order of the calls. */
  emit(event: NewEvent): void;
  audit(entry: NewAuditEntry): void;
}

export interface Store {
  readonly engine: Engine;
  /** Reads, outside a transaction. */
  access<Own>(): TableAccess<Own>;
  /** Runs reads that all see one state of the data, however many writers commit meanwhile. */
  snapshot<T>(work: (access: TableAccess<AnyTables>) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in one transaction and commits its changes, audit entries and events together.
   * A deadlock, a serialisation failure or a {@link TransactionConflict} runs `work` again, at most five times in all:
   * it must not act outside. Where the connection breaks over the commit the database is asked what became of it.
   *
   * @throws CommitUnknown where it cannot be asked; database-unavailable, database-busy: nothing was stored, but perhaps
   *   what emits no event and so may be done twice
   */
  transact<T>(actor: Actor, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Called after each commit that emitted events, with the last sequence. Returns the way to stop. */
  onCommitted(listener: (lastSequence: number) => void): () => void;
}

const ATTEMPTS = 5;

interface Done<T> {
  readonly outcome: T;
  readonly last: (LastEvent & { readonly topics: Iterable<string> }) | undefined;
}

/** Thrown by `work` that found its reads overtaken by another transaction: it is run again on what is there now. */
export class TransactionConflict extends Error {
  constructor(what: string) {
    super(`Overtaken by another transaction: ${what}`);
    this.name = 'TransactionConflict';
  }
}

/** @param inspect looks at each event when it is emitted, and may throw. For tests */
export function createStore(database: Database, clock: Clock, inspect?: (event: NewEvent) => void): Store {
  const committed = new EventEmitter<{ events: [lastSequence: number] }>();
  const { kysely, engine } = database;

  /** What others remembered of a transaction whose commit fails is forgotten. */
  async function committedOnce<T>(work: (access: Kysely<AnyTables>) => Promise<Done<T>>): Promise<Done<T>> {
    let done: Done<T> | undefined;
    try {
      return await database.transact(async (access) => {
        done = await work(access);
        return done;
      });
    } catch (error) {
      if (done === undefined) throw error;
      commitLost();
      // without an event there is nothing to look for: what leaves none may be done twice
      if (done.last === undefined || !isUnanswered(error)) throw error;
      if (await wasCommitted(database, done.last, error)) return done;
      throw error;
    }
  }

  async function attempt<T>(actor: Actor, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const recordedAt = clock.now();
    const events: NewEvent[] = [];
    const entries: NewAuditEntry[] = [];
    const { outcome, last } = await committedOnce(async (access) => {
      const outcome = await work({
        engine,
        actor,
        recordedAt,
        access: <Own>() => access as TableAccess<Own>,
        emit(event) {
          inspect?.(event);
          events.push(event);
        },
        audit: (entry) => void entries.push(entry),
      });
      await appendAuditEntries(access, engine, actor, recordedAt, entries);
      return { outcome, last: events.length > 0 ? await appendEvents(access, engine, recordedAt, events) : undefined };
    });
    if (last !== undefined) {
      commitDone(last.topics);
      committed.emit('events', last.sequence);
    }
    return outcome;
  }

  return {
    engine,
    access: <Own>() => kysely as TableAccess<Own>,
    snapshot: (work) => database.snapshot((access) => work(markSnapshot(access))),
    async transact(actor, work) {
      for (let tries = 1; ; tries++) {
        try {
          return await attempt(actor, work);
        } catch (error) {
          if (!isConflict(error)) throw error;
          if (tries === ATTEMPTS) throw busy(error);
        }
      }
    },
    onCommitted(listener) {
      committed.on('events', listener);
      return () => void committed.off('events', listener);
    },
  };
}

/** Over the commit: a connection that broke, or a disk that did not take it. A refusal is an answer. */
function isUnanswered(error: unknown): error is DomainError {
  return error instanceof DomainError && error.code === 'database-unavailable';
}

function busy(cause: unknown): DomainError {
  if (cause instanceof DomainError) return cause;
  return new DomainError(
    'database-busy',
    'The same data are being changed by others. Try again in a moment.',
    {},
    { cause },
  );
}

/** Ours, or PostgreSQL's choice of the transaction to run again: SQLSTATE 40001 and 40P01. */
function isConflict(error: unknown): boolean {
  if (error instanceof TransactionConflict) return true;
  if (!(error instanceof DomainError) || error.code !== 'database-busy') return false;
  const code = (error.cause as { code?: string } | undefined)?.code ?? '';
  return code === '40001' || code === '40P01';
}

async function appendAuditEntries(
  access: TableAccess<AnyTables>,
  engine: Engine,
  actor: Actor,
  recordedAt: number,
  entries: readonly NewAuditEntry[],
): Promise<void> {
  const rows: Omit<AuditEntriesTable, 'id'>[] = entries.map((entry) => ({
    recorded_at: recordedAt,
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    address: actor.address ?? null,
    request_id: actor.requestId ?? null,
    action: entry.action,
    entity_type: entry.entityType,
    entity_id: String(entry.entityId),
    before: entry.before === undefined ? null : JSON.stringify(entry.before),
    after: entry.after === undefined ? null : JSON.stringify(entry.after),
    reason: entry.reason ?? null,
  }));
  await insertRows(access, engine, { table: 'audit_entries', columns: auditColumns }, rows);
}

const auditColumns = {
  recorded_at: 'integer',
  actor_kind: 'text',
  actor_id: 'text',
  actor_name: 'text',
  address: 'text',
  request_id: 'text',
  action: 'text',
  entity_type: 'text',
  entity_id: 'text',
  before: 'text',
  after: 'text',
  reason: 'text',
} as const;

const eventColumns = {
  sequence: 'integer',
  id: 'text',
  type: 'text',
  subject: 'text',
  occurred_at: 'integer',
  recorded_at: 'integer',
  data: 'text',
} as const;

const headColumns = { topic: 'text', sequence: 'integer' } as const;

const takeSequences = compiledOnce(
  (access: TableAccess<OutboxTables>, slot: SlotOf<{ readonly count: number }>, _engine: Engine) =>
    access
      .updateTable('event_log')
      .set({ sequence: sql<number>`sequence + ${slot('count')}` })
      .where('id', '=', 1)
      .returning('sequence'),
);

async function appendEvents(
  access: TableAccess<AnyTables>,
  engine: Engine,
  recordedAt: number,
  events: readonly NewEvent[],
): Promise<LastEvent & { readonly topics: Iterable<string> }> {
  const [counter] = await takeSequences(access, { count: events.length }, engine);
  if (counter === undefined) throw new Error('The row of event_log is missing.');
  const last = counter.sequence;
  const first = last - events.length + 1;
  const rows: EventsTable[] = events.map((event, at) => ({
    sequence: first + at,
    id: uuidv7(recordedAt),
    type: event.type,
    subject: event.subject,
    occurred_at: event.occurredAt ?? recordedAt,
    recorded_at: recordedAt,
    data: JSON.stringify(event.data),
  }));
  await insertRows(access, engine, { table: 'events', columns: eventColumns }, rows);
  const heads = new Map(events.map(({ head, type }, at) => [head ?? topicOf(type), first + at]));
  const headRows = [...heads].map(([topic, sequence]) => ({ topic, sequence }));
  await upsertRows(access, engine, { table: 'event_heads', columns: headColumns, key: 'topic' }, headRows);
  return { sequence: last, id: rows.at(-1)?.id ?? '', topics: heads.keys() };
}

/** `com.milldash.machine.created` → `machine`. */
export function topicOf(type: string): string {
  return type.slice(EVENT_TYPE_PREFIX.length).split('.', 1)[0] ?? '';
}
