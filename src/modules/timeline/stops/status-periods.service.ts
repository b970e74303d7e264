/**
 * The use cases of single status periods: looking through them, saying why a machine stood, and seeing what was said.
 *
 * What a person says commits with the period, its sums, its events and its audit entry or not at all. It counts until the
 * source itself says something new: see `explained-reasons.rules.ts`.
 */
import { type Actor } from '../../../kernel/access.ts';
import { type Clock, DAY_MS, HOUR_MS, SECOND_MS } from '../../../kernel/clock.ts';
import { changedMeanwhile, DomainError } from '../../../kernel/errors.ts';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, toPage } from '../../../kernel/paging.ts';
import type { TableAccess } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store, Transaction } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { CalendarsOf } from '../accounting/rollups.service.ts';
import type { ExplainedPeriod, Explanation } from '../periods/explained-periods.ts';
import type { RowPosition } from '../periods/period-windows.ts';
import { findPeriods } from '../periods/periods.repository.ts';
import type { Periods } from '../periods/periods.service.ts';
import { normaliseReason } from '../reasons/reasons.rules.ts';
import type { Reason } from '../reasons/reasons.types.ts';
import type { ShiftSlices } from '../shifts/shift-slices.ts';
import type { StatusPeriodsTable, TimelineTables } from '../tables.ts';
import { listRevisions } from './period-revisions.ts';
import { searchPeriods } from './period-search.ts';
import { viewsOf } from './period-views.ts';
import { suggestReasons } from './reason-suggestions.ts';
import { wordReasonWithin } from './reason-wording.ts';
import type {
  PeriodRevisionPage,
  ReasonSuggestion,
  StatusPeriod,
  StatusPeriodFilter,
  StatusPeriodPage,
  StopWord,
} from './status-periods.types.ts';
import { operatorHours } from './stops.settings.ts';
import { unansweredCounter } from './unanswered-stops.ts';

export interface StatusPeriodService {
  /** A page, the latest first. @throws cursor-invalid, range-invalid, range-too-long, unknown-machine */
  listStatusPeriods(filter?: StatusPeriodFilter): Promise<StatusPeriodPage>;
  /** @throws period-not-found */
  getStatusPeriod(id: string): Promise<StatusPeriod>;
  /**
   * Lets the reason that a person gives count, or the source's again. With what is already so nothing happens.
   * @throws period-not-found, not-a-stop, unknown-reason, limit-reached, version-conflict, validation-failed for words that
   * give no reason, forbidden for an operator who comes too late
   */
  explainStop(actor: Actor, id: string, word: StopWord, version?: number): Promise<StatusPeriod>;
  /** What the period said in each of its versions, the present one first. @throws period-not-found, cursor-invalid */
  listPeriodRevisions(
    id: string,
    paging?: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
  ): Promise<PeriodRevisionPage>;
  /** The reasons most used at a machine lately, filled up with those most used in the factory. @throws unknown-machine */
  suggestReasons(machineId: string): Promise<ReasonSuggestion[]>;
  /** How many stops wait for a reason, of each machine that has some: see `unanswered-stops.ts`. */
  countUnanswered(nowMs: number): Promise<ReadonlyMap<string, number>>;
}

export interface StatusPeriodDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly machines: Pick<Machines, 'requireMachines'>;
  readonly timeline: Pick<Periods, 'explainPeriodWithin'>;
  readonly slices: ShiftSlices;
  readonly calendarsOf: CalendarsOf;
}

const DEFAULT_RANGE_MS = 7 * DAY_MS;
/** Of one search: it looks through the time of its range where little is found. */
export const SEARCH_DAYS_MAX = 366;

export function createStatusPeriodService(dependencies: StatusPeriodDependencies): StatusPeriodService {
  const { store, clock, log, settings, machines, timeline, slices, calendarsOf } = dependencies;
  const views = (access: TableAccess<TimelineTables>, rows: readonly StatusPeriodsTable[]) =>
    viewsOf(access, store.engine, rows, clock.now());

  async function getStatusPeriod(id: string): Promise<StatusPeriod> {
    return store.snapshot(async (access) => {
      const [view] = await views(access, await findPeriods(access, store.engine, [id]));
      if (view === undefined) throw notFound(id);
      return view;
    });
  }

  return {
    async listStatusPeriods(filter = {}) {
      const { machineIds, cursor, limit = PAGE_LIMIT_DEFAULT, minSeconds = 0, ...narrow } = filter;
      const nowMs = clock.now();
      const { toMs = nowMs } = filter;
      const { fromMs = toMs - DEFAULT_RANGE_MS } = filter;
      refuseRange(fromMs, toMs);
      const ids = (await machines.requireMachines(machineIds)).map((machine) => machine.id);
      const after =
        cursor === undefined ? undefined : (decodeCursor(cursor, ['number', 'string']) as unknown as RowPosition);
      const search = { ...narrow, machineIds: ids, fromMs, toMs, nowMs, minMs: minSeconds * SECOND_MS };
      return store.snapshot(async (access) => {
        const context = { access, engine: store.engine, slices, calendarsOf };
        const page = toPage(await searchPeriods(context, search, after, limit + 1), limit, (row) => [
          row.started_at,
          row.id,
        ]);
        return { items: await views(access, page.items), nextCursor: page.nextCursor };
      });
    },

    getStatusPeriod,

    async explainStop(actor, id, word, version) {
      // a program's key has no role
      const hours = actor.role === 'OPERATOR' ? await settings.valueOf(operatorHours) : undefined;
      const changed = await store.transact(actor, (tx) =>
        timeline.explainPeriodWithin(tx, id, async (period) => {
          const { row } = period;
          if (row.classification !== 'DOWNTIME') throw notAStop(row);
          if (version !== undefined && version !== row.revision) {
            throw changedMeanwhile(`Status period '${id}'`, row.revision);
          }
          if (hours !== undefined && row.ended_at !== null && row.ended_at < tx.recordedAt - hours * HOUR_MS) {
            throw tooLate(hours);
          }
          return judgeWithin(tx, period, word);
        }),
      );
      const after = await getStatusPeriod(id);
      if (changed) {
        const named = after.reason === null ? 'no reason' : `'${after.reason.name}'`;
        log.info(
          { payload: { periodId: id } },
          `Stop of '${after.machineId}' has ${named} now: said by '${actor.name}'`,
        );
      }
      return after;
    },

    listPeriodRevisions: async (id, { cursor, limit = PAGE_LIMIT_DEFAULT } = {}) =>
      store.snapshot(async (access) => {
        const [row] = await findPeriods(access, store.engine, [id]);
        if (row === undefined) throw notFound(id);
        const before = cursor === undefined ? undefined : (decodeCursor(cursor, ['number'])[0] as number);
        return listRevisions(access, store.engine, row, before, limit);
      }),

    countUnanswered: unansweredCounter(store),

    async suggestReasons(machineId) {
      await machines.requireMachines([machineId]);
      return suggestReasons(store, machineId, clock.now());
    },
  };
}

/** What is to change, told to everybody; undefined where it is so already. */
async function judgeWithin(
  tx: Transaction,
  { row, standing }: ExplainedPeriod,
  { reason: chosen, note }: StopWord,
): Promise<Explanation | undefined> {
  if (chosen === null) {
    if (standing === undefined) return undefined;
    announceWithin(tx, row, undefined, note);
    return { reasonText: null, note };
  }
  const { text, reason } = await wordReasonWithin(tx, chosen, row.category as StatusPeriod['category']);
  const isSame =
    standing !== undefined &&
    normaliseReason(standing.reason_text ?? '') === normaliseReason(text) &&
    standing.note === note;
  if (isSame) return undefined;
  announceWithin(tx, row, reason, note);
  return { reasonText: text, note };
}

function announceWithin(
  tx: Transaction,
  row: StatusPeriodsTable,
  reason: Pick<Reason, 'id' | 'name' | 'group'> | undefined,
  note: string | null,
): void {
  tx.emit({
    type: 'com.milldash.timeline.stop-explained',
    subject: `status-periods/${row.id}`,
    data: {
      machine_id: row.machine_id,
      period_id: row.id,
      start_time: formatInstant(row.started_at),
      end_time: formatOptionalInstant(row.ended_at),
      reason_id: reason?.id ?? null,
      reason: reason?.name ?? null,
      group: reason?.group ?? null,
      version: row.revision + 1,
    },
  });
  tx.audit({
    action: 'status-period.explained',
    entityType: 'status-period',
    entityId: row.id,
    before: { reason: row.reason_text, byPerson: row.explained_in !== null },
    after: { reason: reason?.name ?? null, reasonId: reason?.id ?? null, note },
  });
}

/** @throws range-invalid, range-too-long */
function refuseRange(fromMs: number, toMs: number): void {
  if (toMs < fromMs) throw new DomainError('range-invalid', 'end_time lies before start_time.');
  if (toMs - fromMs > SEARCH_DAYS_MAX * DAY_MS) {
    throw new DomainError('range-too-long', `Periods are searched in at most ${SEARCH_DAYS_MAX} days at once.`);
  }
}

function notFound(id: string): DomainError {
  return new DomainError('period-not-found', `There is no status period with the id '${id}'.`);
}

function notAStop({ id, classification }: StatusPeriodsTable): DomainError {
  const did = classification === 'UPTIME' ? 'the machine ran' : 'the machine was off';
  return new DomainError('not-a-stop', `Status period '${id}' is no stop: ${did}. Reasons are given to stops.`);
}

function tooLate(hours: number): DomainError {
  return new DomainError(
    'forbidden',
    `Operators give reasons to stops that last or have ended in the last ${hours} hours. Ask a supervisor.`,
  );
}
