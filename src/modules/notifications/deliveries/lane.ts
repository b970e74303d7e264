/**
 * The way of one webhook through the log of events: first what is due again, then what is new, one event at a time.
 *
 * The webhook's cursor is the truth: an event is behind it, or has been decided about. While deliveries succeed events
 * arrive in their order. One that fails waits in a row of its own and lets the others pass; where several fail in a row
 * the receiver is down, and what is new waits in the log without a row.
 */
import { hiddenTopics, type Permission, permissionsOf, systemActor } from '../../../kernel/access.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { MINUTE_MS, SECOND_MS } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { EventsTable, Store } from '../../../platform/outbox/index.ts';
import { type EventPage, type EventReads, parsePosition, parseTypes } from '../../events/index.ts';
import type { Accounts } from '../../users/index.ts';
import { webhookEvent } from '../events.ts';
import type { NotificationTables } from '../tables.ts';
import type { CallPolicy } from '../webhooks/webhooks.settings.ts';
import type { SealedWebhook } from '../webhooks/webhooks.types.ts';
import type { Attempts } from './attempt.ts';
import * as repository from './deliveries.repository.ts';
import type { Delivery } from './deliveries.types.ts';
import { eventFilter, mayHave } from './event-filter.rules.ts';
import { DELIVERER, type RecordAttempt } from './record.ts';
import { FAILURES_UNTIL_HELD } from './retries.rules.ts';

export interface LaneParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: EventReads;
  readonly users: Pick<Accounts, 'getUser'>;
  readonly attempts: Attempts;
  readonly record: RecordAttempt;
}

/** What lanes of one look share. */
export interface Look {
  readonly policy: CallPolicy;
  /** Ends attempts that are under way. */
  readonly signal: AbortSignal;
  /** True once no new attempt is to begin. */
  readonly isOver: () => boolean;
  /** The events behind a sequence: webhooks that stand at the same place read them together. */
  readonly pageAfter: (sequence: number) => Promise<EventPage>;
}

export interface Lane {
  /**
   * Takes the webhook as far as it comes.
   *
   * @param place where the lane stood when it ended last
   * @throws AttemptStopped, and what the database says
   */
  run(webhook: SealedWebhook, place: LanePlace, look: Look): Promise<LaneEnd>;
}

export interface LanePlace {
  /** Nothing is left for the webhook up to here. */
  readonly scanned: number;
  /** Where the webhook's cursor was left. */
  readonly cursor: number;
  /** When the cursor was last moved without a delivery. */
  readonly followedAt: number;
}

export interface LaneEnd {
  /** Undefined where that has to be found out anew. */
  readonly place: LanePlace | undefined;
  /** False where the rest has to wait: for its time, for a new event, for the receiver. */
  readonly hasMore: boolean;
}

/** Attempts in a row, and how long they may take, before the webhook, settings and rights are read anew. */
const ATTEMPTS_AT_ONCE = 50;
const AT_ONCE_MS = 5 * SECOND_MS;
/** Deliveries of one webhook that wait; beyond them what is new waits in the log. */
const WAITING_MAX = 100;
/** Where no event is wanted the cursor follows in steps: a start does not read everything again. */
const FOLLOW_AFTER_EVENTS = 1_000;
const FOLLOW_AFTER_MS = MINUTE_MS;

const REST_WAITS: LaneEnd = { place: undefined, hasMore: false };
const LOOK_ANEW: LaneEnd = { place: undefined, hasMore: true };

export function createLane(parts: LaneParts): Lane {
  const { store, clock, log, events, users, attempts, record } = parts;
  const access = () => store.access<NotificationTables>();

  /** Tells whether attempts that began now have gone on for long enough; a clock that is put back makes it no longer. */
  function lateness(): () => boolean {
    const startedMs = clock.now();
    return () => Math.abs(clock.now() - startedMs) >= AT_ONCE_MS;
  }

  /** Topics whose events it may not have: for those of people somebody who may see them has to answer. */
  async function closedTopics({ peopleBy }: SealedWebhook): Promise<string[]> {
    return hiddenTopics({ ...systemActor(DELIVERER), permissions: new Set(await permissionsBehind(peopleBy)) });
  }

  async function permissionsBehind(userId: number | null): Promise<Permission[]> {
    if (userId === null) return [];
    const { role, disabled } = await users.getUser(userId);
    return disabled ? [] : permissionsOf(role);
  }

  async function eventOf({ sequence }: Delivery): Promise<{ event: EventsTable; epoch: string } | undefined> {
    try {
      const page = await events.readEvents({ after: { epoch: undefined, sequence: sequence - 1 }, limit: 1 });
      const [event] = page.items;
      return event?.sequence === sequence ? { event, epoch: page.epoch } : undefined;
    } catch (error) {
      if (isOutOfRange(error)) return undefined;
      throw error;
    }
  }

  /** Why an event that waits cannot be sent any more. */
  async function bury(delivery: Delivery, problem: string): Promise<void> {
    await repository.endDelivery(access(), delivery.id, problem);
    log.warn(
      { payload: { webhookId: delivery.webhookId, sequence: delivery.sequence } },
      `Event ${delivery.sequence} is not tried again: ${problem}`,
    );
  }

  /** Returns the failures in a row, where the webhook goes on to what is new; else how the lane ends. */
  async function tryAgain(webhook: SealedWebhook, closed: readonly string[], look: Look): Promise<number | LaneEnd> {
    const due = await repository.findDueDeliveries(access(), webhook.id, clock.now(), ATTEMPTS_AT_ONCE);
    let { failures } = webhook;
    const isLate = lateness();
    for (const before of due) {
      if (look.isOver()) return REST_WAITS;
      if (isLate()) return LOOK_ANEW;
      const found = await eventOf(before);
      if (found === undefined) {
        await bury(before, 'The event is not kept any more');
        continue;
      }
      const { event, epoch } = found;
      if (!mayHave(event, closed)) {
        await bury(before, 'Whoever let the webhook have events of people may not see them any more');
        continue;
      }
      const attempted = await attempts.send(webhook, event, epoch, look.policy, look.signal);
      const now = { ...webhook, failures };
      const recorded = await record({ webhook: now, event, attempted, policy: look.policy, before });
      if (recorded === undefined || recorded.isStale) return LOOK_ANEW;
      if (!recorded.goesOn) return REST_WAITS;
      // so that a webhook that is being changed meanwhile is not tried as it was
      if (recorded.failures >= FAILURES_UNTIL_HELD) return LOOK_ANEW;
      failures = recorded.failures;
    }
    return due.length < ATTEMPTS_AT_ONCE ? failures : LOOK_ANEW;
  }

  /** The log does not reach back to where the webhook stands: it goes on with the oldest event, and says so. */
  async function skipTo(webhook: SealedWebhook, to: number): Promise<void> {
    const moved = await store.transact(systemActor(DELIVERER), async (tx) => {
      const own = tx.access<NotificationTables>();
      if (!(await repository.advanceCursor(own, webhook.id, webhook.cursor, to))) return false;
      tx.emit(webhookEvent('skipped', webhook, { from: webhook.cursor, to }));
      tx.audit({
        action: 'webhook.skipped',
        entityType: 'webhook',
        entityId: webhook.id,
        before: { cursor: webhook.cursor },
        after: { cursor: to },
      });
      return true;
    });
    if (!moved) return;
    log.warn(
      { payload: { webhookId: webhook.id, from: webhook.cursor, to } },
      `Webhook '${webhook.name}' has missed events that are not kept any more`,
    );
  }

  async function follow(webhookId: string, place: LanePlace): Promise<LanePlace> {
    const { scanned, cursor, followedAt } = place;
    const nowMs = clock.now();
    const isDue = scanned - cursor >= FOLLOW_AFTER_EVENTS || Math.abs(nowMs - followedAt) >= FOLLOW_AFTER_MS;
    if (scanned === cursor || !isDue) return place;
    await repository.advanceCursor(access(), webhookId, cursor, scanned);
    return { scanned, cursor: scanned, followedAt: nowMs };
  }

  async function takeNew(
    webhook: SealedWebhook,
    { scanned: scannedBefore, followedAt }: LanePlace,
    closed: readonly string[],
    look: Look,
  ): Promise<LaneEnd> {
    let waiting = await repository.countWaiting(access(), webhook.id, WAITING_MAX);
    // one of those that wait will tell when the receiver answers again; where none is left a new event does
    if (waiting >= WAITING_MAX || (waiting > 0 && webhook.failures >= FAILURES_UNTIL_HELD)) return REST_WAITS;
    const isWanted = eventFilter({
      webhookId: webhook.id,
      types: parseTypes(webhook.types),
      machineIds: webhook.machineIds,
      withoutTopics: closed,
    });
    let { cursor, failures } = webhook;
    let scanned = Math.max(scannedBefore, cursor);
    let tried = 0;
    const isLate = lateness();
    for (;;) {
      const page = await look.pageAfter(scanned);
      for (const event of page.items.filter(isWanted)) {
        if (waiting >= WAITING_MAX || look.isOver()) return REST_WAITS;
        if (tried >= ATTEMPTS_AT_ONCE || isLate()) return LOOK_ANEW;
        tried++;
        const attempted = await attempts.send(webhook, event, page.epoch, look.policy, look.signal);
        const now = { ...webhook, failures };
        const recorded = await record({ webhook: now, event, attempted, policy: look.policy, cursor });
        if (recorded === undefined || recorded.isStale) return LOOK_ANEW;
        cursor = event.sequence;
        failures = recorded.failures;
        if (recorded.kind === 'failed') waiting++;
        if (!recorded.goesOn || failures >= FAILURES_UNTIL_HELD) return REST_WAITS;
      }
      scanned = page.nextAfter;
      if (scanned >= page.head) break;
    }
    return { place: await follow(webhook.id, { scanned, cursor, followedAt }), hasMore: false };
  }

  return {
    async run(webhook, place, look) {
      if (webhook.heldUntil !== null && webhook.heldUntil > clock.now()) return REST_WAITS;
      const closed = await closedTopics(webhook);
      const failures = await tryAgain(webhook, closed, look);
      if (typeof failures !== 'number') return failures;
      try {
        return await takeNew({ ...webhook, failures }, place, closed, look);
      } catch (error) {
        const oldest = isOutOfRange(error) ? error.members['oldest'] : undefined;
        if (typeof oldest !== 'string') throw error;
        await skipTo(webhook, parsePosition(oldest).sequence);
        return LOOK_ANEW;
      }
    },
  };
}

function isOutOfRange(error: unknown): error is DomainError {
  return error instanceof DomainError && error.code === 'events-out-of-range';
}
