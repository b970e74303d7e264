/**
 * The use cases of webhooks.
 *
 * Each change commits with its event and its audit entry or not at all; neither holds an address beyond its origin, or a
 * secret. What is delivered, and when, is up to the deliveries.
 */
import { type Actor, isAllowed } from '../../../kernel/access.ts';
import { type Clock, DAY_MS } from '../../../kernel/clock.ts';
import { shownOnce } from '../../../kernel/errors.ts';
import { uuidv7 } from '../../../kernel/ids.ts';
import { formatInstant } from '../../../kernel/instant.ts';
import { picked, snakeCase } from '../../../kernel/named-fields.ts';
import { requireFitName } from '../../../kernel/names.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../../kernel/paging.ts';
import { isUniqueViolation } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import {
  onceWithin,
  positionReader,
  type Store,
  type Transaction,
  transactOnce,
} from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { EventNames } from '../../events/index.ts';
import { webhookEvent } from '../events.ts';
import {
  peopleEventsForbidden,
  tooManyWebhooks,
  webhookConflict,
  webhookNameTaken,
  webhookNotFound,
} from '../notifications.refusals.ts';
import type { NotificationTables } from '../tables.ts';
import { auditOf, changedOf, detailsOf, fresh, noFilters, peopleBy, requireCallable } from './webhook-details.ts';
import { oldSecretsAfter, type WebhookSecrets } from './webhook-secrets.ts';
import * as repository from './webhooks.repository.ts';
import type { NewSecret, NewWebhook, ResumeFrom, SealedWebhook, Webhook, WebhookDetails } from './webhooks.types.ts';

export interface WebhookService {
  /** Newest first. @throws cursor-invalid */
  listWebhooks(paging?: { readonly cursor?: string | undefined; readonly limit?: number }): Promise<Page<Webhook>>;
  /** @throws webhook-not-found */
  getWebhook(id: string): Promise<Webhook>;
  /**
   * Is sent what happens from now on.
   *
   * @param key of a request that may be sent again
   * @throws name-taken, webhook-url-refused, validation-failed, forbidden, limit-reached, shown-once
   */
  createWebhook(actor: Actor, wanted: NewWebhook, key?: string): Promise<NewSecret>;
  /**
   * Holds for events that have not been looked at yet. With what is already so nothing happens.
   *
   * @throws webhook-not-found, name-taken, webhook-url-refused, validation-failed, forbidden, version-conflict
   */
  changeWebhook(actor: Actor, id: string, changes: Partial<WebhookDetails>, version?: number): Promise<Webhook>;
  /** Nothing is sent while it is paused. Repeating it changes nothing. @throws webhook-not-found */
  pauseWebhook(actor: Actor, id: string, reason?: string): Promise<Webhook>;
  /** Also one that MillDash has deactivated. On an active one nothing happens. @throws webhook-not-found */
  resumeWebhook(actor: Actor, id: string, from: ResumeFrom): Promise<Webhook>;
  /** Those before sign too for a day. @throws webhook-not-found, forbidden, shown-once */
  rotateSecret(actor: Actor, id: string, key?: string): Promise<NewSecret>;
  /** With its log of deliveries. @throws webhook-not-found, version-conflict */
  deleteWebhook(actor: Actor, id: string, version?: number): Promise<void>;
}

export interface WebhookParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly eventNames: EventNames;
  readonly secrets: WebhookSecrets;
}

const WEBHOOKS_MAX = 100;
/** How long a receiver has to take over a new secret. */
const OLD_SECRET_KEPT_MS = DAY_MS;

export function createWebhookService({
  store,
  clock,
  log,
  settings,
  eventNames,
  secrets,
}: WebhookParts): WebhookService {
  const reads = () => store.access<NotificationTables>();
  const position = positionReader(store);

  async function tidied<Given extends Partial<WebhookDetails>>(given: Given): Promise<Given> {
    eventNames.requireTypes(given.types ?? []);
    return {
      ...given,
      ...(given.name === undefined ? {} : { name: requireFitName('webhook', given.name) }),
      ...(given.url === undefined ? {} : { url: await requireCallable(given.url, settings) }),
      ...(given.types === undefined ? {} : { types: [...new Set(given.types)] }),
      ...(given.machineIds === undefined ? {} : { machineIds: [...new Set(given.machineIds)] }),
    };
  }

  async function hold(tx: Transaction, id: string, version?: number): Promise<SealedWebhook> {
    const webhook = await repository.holdWebhook(tx.access(), tx.engine, id);
    if (webhook === undefined) throw webhookNotFound(id);
    if (version !== undefined && version !== webhook.version) throw webhookConflict(webhook);
    return webhook;
  }

  async function getWebhook(id: string): Promise<Webhook> {
    const webhook = await repository.findWebhook(reads(), id);
    if (webhook === undefined) throw webhookNotFound(id);
    return webhook;
  }

  return {
    async listWebhooks({ cursor, limit = PAGE_LIMIT_DEFAULT } = {}) {
      const [beforeId] = cursor === undefined ? [] : decodeCursor(cursor, ['string']);
      const fetched = await repository.findWebhookPage(reads(), limit, beforeId as string | undefined);
      return toPage(fetched, limit, (webhook) => [webhook.id]);
    },

    getWebhook,

    async createWebhook(actor, wanted, key) {
      const details = { ...noFilters, ...(await tidied(wanted)) };
      if (details.peopleEvents) requirePeopleRights(actor);
      const id = uuidv7(clock.now());
      const secret = secrets.make();
      const { sequence } = await position();
      const request = { key, operation: 'webhook.create', payload: wanted };
      const { result: madeId, isRepeat } = await transactOnce(store, actor, request, async (tx) => {
        if ((await repository.countWebhooks(tx.access())) >= WEBHOOKS_MAX) throw tooManyWebhooks(WEBHOOKS_MAX);
        const made = {
          ...details,
          id,
          peopleBy: details.peopleEvents ? Number(actor.id) : null,
          secret: secrets.seal(id, secret),
          createdBy: actor.name,
          cursor: sequence,
        };
        const webhook = await translated(details, () => repository.insertWebhook(tx.access(), made, tx.recordedAt));
        tx.emit(webhookEvent('created', webhook, { version: webhook.version }));
        tx.audit({ action: 'webhook.created', entityType: 'webhook', entityId: id, after: auditOf(details) });
        return id;
      });
      if (isRepeat) throw shownOnce(`Webhook ${madeId}`, 'Rotate its secret.', { id: madeId });
      log.info({ payload: { webhookId: id } }, `Webhook '${details.name}' created by '${actor.name}'`);
      return { webhook: await getWebhook(id), secret };
    },

    async changeWebhook(actor, id, changes, version) {
      const given = await tidied(changes);
      const changed = await store.transact(actor, async (tx) => {
        const before = await hold(tx, id, version);
        const details = { ...detailsOf(before), ...given };
        const names = changedOf(detailsOf(before), details);
        if (names.length === 0) return undefined;
        // who has no right to events of people must not lead them elsewhere either
        if (before.peopleEvents || details.peopleEvents) requirePeopleRights(actor);
        const people = details.peopleEvents === before.peopleEvents ? {} : { people_by: peopleBy(actor, details) };
        const after = await translated(details, () =>
          repository.updateWebhook(tx.access(), id, { details, ...people }, tx.recordedAt),
        );
        tx.emit(webhookEvent('changed', after, { version: after.version, changed: names.map(snakeCase) }));
        tx.audit({
          action: 'webhook.changed',
          entityType: 'webhook',
          entityId: id,
          before: picked(auditOf(before), names.map(snakeCase)),
          after: picked(auditOf(after), names.map(snakeCase)),
        });
        return after;
      });
      if (changed === undefined) return getWebhook(id);
      log.info({ payload: { webhookId: id } }, `Webhook '${changed.name}' changed by '${actor.name}'`);
      return changed;
    },

    async pauseWebhook(actor, id, reason) {
      const paused = await store.transact(actor, async (tx) => {
        const before = await hold(tx, id);
        if (before.state === 'paused') return undefined;
        const writes = { state: 'paused', stopped_because: null } as const;
        const after = await repository.updateWebhook(tx.access(), id, writes, tx.recordedAt);
        tx.emit(webhookEvent('paused', after, { version: after.version }));
        tx.audit({
          action: 'webhook.paused',
          entityType: 'webhook',
          entityId: id,
          before: { state: before.state },
          after: { state: after.state },
          ...(reason === undefined ? {} : { reason }),
        });
        return after;
      });
      if (paused === undefined) return getWebhook(id);
      log.info({ payload: { webhookId: id } }, `Webhook '${paused.name}' paused by '${actor.name}'`);
      return paused;
    },

    async resumeWebhook(actor, id, from) {
      const { sequence } = await position();
      const resumed = await store.transact(actor, async (tx) => {
        const before = await hold(tx, id);
        if (before.state === 'active') return undefined;
        const cursor = from === 'now' ? Math.max(sequence, before.cursor) : before.cursor;
        const after = await repository.updateWebhook(tx.access(), id, { ...fresh, cursor }, tx.recordedAt);
        tx.emit(webhookEvent('resumed', after, { version: after.version, from }));
        tx.audit({
          action: 'webhook.resumed',
          entityType: 'webhook',
          entityId: id,
          before: { state: before.state, cursor: before.cursor },
          after: { state: after.state, cursor },
        });
        return after;
      });
      if (resumed === undefined) return getWebhook(id);
      log.info({ payload: { webhookId: id, from } }, `Webhook '${resumed.name}' resumed by '${actor.name}'`);
      return resumed;
    },

    async rotateSecret(actor, id, key) {
      const secret = secrets.make();
      let isRepeat = true;
      const webhook = await store.transact(actor, async (tx) => {
        const before = await hold(tx, id);
        // who has the secret can forge what this receiver believes
        if (before.peopleEvents) requirePeopleRights(actor);
        isRepeat = true;
        await onceWithin(tx, { key, operation: 'webhook.rotate-secret', payload: id }, async () => {
          isRepeat = false;
          return id;
        });
        if (isRepeat) return before;
        const until = tx.recordedAt + OLD_SECRET_KEPT_MS;
        const old_secret = oldSecretsAfter(before, tx.recordedAt);
        const writes = { secret: secrets.seal(id, secret), old_secret, old_secret_until: until };
        const after = await repository.updateWebhook(tx.access(), id, writes, tx.recordedAt);
        const told = { old_secret_until: formatInstant(until) };
        tx.emit(webhookEvent('secret-rotated', after, { version: after.version, ...told }));
        tx.audit({ action: 'webhook.secret-rotated', entityType: 'webhook', entityId: id, after: told });
        return after;
      });
      if (isRepeat) throw shownOnce(`The secret of webhook ${id}`, 'Rotate it again with a new key.', { id });
      log.info(
        { payload: { webhookId: id } },
        `The secret of webhook '${webhook.name}' was rotated by '${actor.name}'`,
      );
      return { webhook, secret };
    },

    async deleteWebhook(actor, id, version) {
      const { name } = await store.transact(actor, async (tx) => {
        const before = await hold(tx, id, version);
        await repository.deleteWebhook(tx.access(), id);
        tx.emit(webhookEvent('deleted', before));
        tx.audit({ action: 'webhook.deleted', entityType: 'webhook', entityId: id, before: auditOf(before) });
        return before;
      });
      log.info({ payload: { webhookId: id } }, `Webhook '${name}' deleted by '${actor.name}'`);
    },
  };
}

/** @throws forbidden, also for a program: no key can hold users:manage */
function requirePeopleRights(actor: Actor): void {
  if (actor.kind !== 'user' || !isAllowed(actor, 'users:manage')) throw peopleEventsForbidden();
}

/** @throws name-taken */
async function translated<T>({ name }: WebhookDetails, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error, 'webhooks_name_key_unique')) throw webhookNameTaken(name);
    throw error;
  }
}
