/** What people see and ask of deliveries: the log, trying again, and a test. */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../../kernel/paging.ts';
import { Slots } from '../../../kernel/slots.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { positionReader, type Store } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { EventReads } from '../../events/index.ts';
import { parsePosition } from '../../events/index.ts';
import { webhookEvent } from '../events.ts';
import { deliveryNotFound, webhookNotFound } from '../notifications.refusals.ts';
import type { NotificationTables } from '../tables.ts';
import { findSealedWebhook, holdWebhook, moveCursor } from '../webhooks/webhooks.repository.ts';
import { readCallPolicy } from '../webhooks/webhooks.settings.ts';
import type { SealedWebhook, Webhook } from '../webhooks/webhooks.types.ts';
import type { Attempts } from './attempt.ts';
import * as repository from './deliveries.repository.ts';
import type { Delivery, DeliveryFilter } from './deliveries.types.ts';

export interface DeliveryService {
  /** Newest first. @throws webhook-not-found, cursor-invalid */
  listDeliveries(webhookId: string, filter?: DeliveryFilter): Promise<Page<Delivery>>;
  /** @throws webhook-not-found, delivery-not-found */
  getDelivery(webhookId: string, id: number): Promise<Delivery>;
  /** Tries it again soon, for another day, whatever became of it. @throws webhook-not-found, delivery-not-found */
  replayDelivery(actor: Actor, webhookId: string, id: number): Promise<Delivery>;
  /**
   * Sends again everything that the webhook wants from a place in the log on, in order, before what is new.
   *
   * @param from a position (`next_after` of the events), or an instant in milliseconds
   * @throws webhook-not-found, range-invalid where it has not come so far, events-out-of-range, validation-failed
   */
  replayFrom(actor: Actor, webhookId: string, from: ReplayFrom): Promise<Webhook>;
  /** Sends an event of its own at once, also to a webhook that is paused. @throws webhook-not-found, server-busy */
  testWebhook(actor: Actor, webhookId: string): Promise<Delivery>;
}

export type ReplayFrom = { readonly after: string } | { readonly sinceMs: number };

export interface DeliveryParts {
  readonly store: Store;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly events: EventReads;
  readonly attempts: Attempts;
}

/** Tests that run at once, and that wait: each may take as long as a receiver may. */
const TESTS_AT_ONCE = 4;
const TESTS_WAITING = 8;

export function createDeliveryService({ store, log, settings, events, attempts }: DeliveryParts): DeliveryService {
  const reads = () => store.access<NotificationTables>();
  const position = positionReader(store);
  const tests = new Slots({
    atOnce: TESTS_AT_ONCE,
    waiting: TESTS_WAITING,
    refusal: () => new DomainError('server-busy', 'Many webhooks are being tested. Try again in a moment.'),
  });

  async function requireWebhook(id: string): Promise<SealedWebhook> {
    const webhook = await findSealedWebhook(reads(), id);
    if (webhook === undefined) throw webhookNotFound(id);
    return webhook;
  }

  async function getDelivery(webhookId: string, id: number): Promise<Delivery> {
    const delivery = await repository.findDelivery(reads(), webhookId, id);
    if (delivery !== undefined) return delivery;
    await requireWebhook(webhookId);
    throw deliveryNotFound(id);
  }

  /** The sequence behind which everything is sent again. */
  async function placeOf(from: ReplayFrom): Promise<number> {
    if ('sinceMs' in from) return events.sequenceBefore(from.sinceMs);
    const after = parsePosition(from.after);
    // refused where the log does not reach back to it
    await events.readEvents({ after, limit: 1 });
    return after.sequence;
  }

  return {
    async listDeliveries(webhookId, { cursor, limit = PAGE_LIMIT_DEFAULT, ...filter } = {}) {
      const [beforeId] = cursor === undefined ? [] : decodeCursor(cursor, ['number']);
      await requireWebhook(webhookId);
      const before = beforeId as number | undefined;
      const fetched = await repository.findDeliveryPage(reads(), webhookId, filter, before, limit);
      return toPage(fetched, limit, (delivery) => [delivery.id]);
    },

    getDelivery,

    async replayDelivery(actor, webhookId, id) {
      const { name } = await requireWebhook(webhookId);
      const begun = await store.transact(actor, async (tx) => {
        const anew = await repository.beginAnew(tx.access(), webhookId, id, tx.recordedAt);
        if (anew === undefined) throw deliveryNotFound(id);
        const span = { from: anew.sequence - 1, to: anew.sequence };
        tx.emit(webhookEvent('replayed', { id: webhookId, name }, span));
        tx.audit({
          action: 'webhook.replayed',
          entityType: 'webhook',
          entityId: webhookId,
          after: { delivery: id, sequence: anew.sequence },
        });
        return anew;
      });
      log.info(
        { payload: { webhookId, delivery: id } },
        `Event ${begun.sequence} is sent to webhook '${name}' again, asked for by '${actor.name}'`,
      );
      return begun;
    },

    async replayFrom(actor, webhookId, from) {
      await requireWebhook(webhookId);
      const place = await placeOf(from);
      const moved = await store.transact(actor, async (tx) => {
        const before = await holdWebhook(tx.access(), tx.engine, webhookId);
        if (before === undefined) throw webhookNotFound(webhookId);
        if (place > before.cursor) {
          throw new DomainError(
            'range-invalid',
            `The webhook has come to event ${before.cursor}; there is nothing behind event ${place} to be sent again.`,
          );
        }
        const after = await moveCursor(tx.access(), webhookId, place);
        const span = { from: place, to: before.cursor };
        tx.emit(webhookEvent('replayed', after, span));
        tx.audit({
          action: 'webhook.replayed',
          entityType: 'webhook',
          entityId: webhookId,
          before: { cursor: before.cursor },
          after: { cursor: place },
        });
        return after;
      });
      log.info(
        { payload: { webhookId, after: place } },
        `Everything behind event ${place} is sent to webhook '${moved.name}' again, asked for by '${actor.name}'`,
      );
      return moved;
    },

    testWebhook: (actor, webhookId) =>
      tests.run(async () => {
        const webhook = await requireWebhook(webhookId);
        const { epoch, sequence } = await position();
        await store.transact(actor, async (tx) => {
          tx.emit(webhookEvent('tested', webhook));
          tx.audit({ action: 'webhook.tested', entityType: 'webhook', entityId: webhookId });
        });
        const { type, subject } = webhookEvent('tested', webhook);
        const types = [{ text: type, isPrefix: false }];
        const { items } = await events.readEvents({ after: { epoch, sequence }, types, subject, limit: 1 });
        const [event] = items;
        if (event === undefined) throw new Error(`The event of the test of webhook ${webhookId} is not in the log.`);
        const policy = await readCallPolicy(settings);
        const attempted = await attempts.send(webhook, event, epoch, policy, new AbortController().signal);
        const isTaken = attempted.status !== null && attempted.status >= 200 && attempted.status < 300;
        const delivery = await repository.upsertDelivery(reads(), {
          webhook_id: webhookId,
          sequence: event.sequence,
          event_id: event.id,
          event_type: event.type,
          subject: event.subject,
          status: isTaken ? 'delivered' : 'dead',
          attempts: 1,
          first_attempt_at: attempted.at,
          last_attempt_at: attempted.at,
          next_attempt_at: null,
          duration_ms: attempted.durationMs,
          response_status: attempted.status,
          response_start: attempted.responseStart,
          problem: attempted.problem,
        });
        const outcome = isTaken ? 'was taken' : 'was not taken';
        log.info({ payload: { webhookId } }, `A test of webhook '${webhook.name}' by '${actor.name}' ${outcome}`);
        return delivery;
      }),
  };
}
