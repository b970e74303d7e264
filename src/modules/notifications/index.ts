/** The front door of notifications: webhooks and e-mail with the events that they tell of, and events that go out by MQTT. */
import type { Clock } from '../../kernel/clock.ts';
import type { Routes } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { MailServer } from '../../platform/mail/index.ts';
import { createOutbound, type Outbound } from '../../platform/outbound/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import type { SettingDefinition, SettingsReader } from '../../platform/settings/index.ts';
import type { EventNames, EventReads } from '../events/index.ts';
import type { Machines } from '../machines/index.ts';
import type { Accounts, People } from '../users/index.ts';
import { createAttempts } from './deliveries/attempt.ts';
import { deliveryRoutes } from './deliveries/deliveries.routes.ts';
import { createDeliveryService, type DeliveryService } from './deliveries/deliveries.service.ts';
import { pruneDeliveries } from './deliveries/delivery-retention.ts';
import { createDispatcher, type WebhookDispatcher } from './deliveries/dispatcher.ts';
import { createLane } from './deliveries/lane.ts';
import { createRecorder } from './deliveries/record.ts';
import { mailRoutes } from './mail/mail.routes.ts';
import type { MailService } from './mail/mail.service.ts';
import { mailSettings } from './mail/mail.settings.ts';
import { createMail } from './mail/mail.ts';
import type { MailDispatcher } from './mail/mail-dispatcher.ts';
import { mailLogRoutes } from './mail/mail-log.routes.ts';
import type { MailLog } from './mail/mail-log.service.ts';
import { relayEvents } from './relay/relay.settings.ts';
import { countWaitingToBeSent, type WaitingToBeSent } from './waiting.queries.ts';
import { createWebhookSecrets } from './webhooks/webhook-secrets.ts';
import { webhookRoutes } from './webhooks/webhooks.routes.ts';
import { createWebhookService, type WebhookService } from './webhooks/webhooks.service.ts';
import { webhookSettings } from './webhooks/webhooks.settings.ts';

export type { Delivery } from './deliveries/deliveries.types.ts';
export type { WebhookDispatcher } from './deliveries/dispatcher.ts';
export { notificationEventTypes } from './event-types.ts';
export { createEventRelay, type EventRelay, type RelayState } from './relay/event-relay.ts';
export { relayTopicDescriptions } from './relay/relay-topics.schemas.ts';
export { relayRights } from './relay/relay-topics.ts';
export type { Webhook } from './webhooks/webhooks.types.ts';

export const notificationSettings: readonly SettingDefinition[] = [...webhookSettings, ...mailSettings, relayEvents];

export interface Notifications {
  readonly webhooks: WebhookService;
  readonly deliveries: DeliveryService;
  readonly dispatcher: WebhookDispatcher;
  readonly mail: MailService;
  readonly mailLog: MailLog;
  /** Undefined where nobody is sent e-mail. */
  readonly mailDispatcher: MailDispatcher | undefined;
  /** How much waits to be sent, up to 10,000 of each. */
  countWaiting(): Promise<WaitingToBeSent>;
  /** Removes entries of the log of deliveries that need not be kept any longer. */
  prune(): Promise<number>;
  /** The same of e-mail. */
  pruneMails(): Promise<number>;
  /** Closes connections to receivers. */
  close(): Promise<void>;
}

export interface NotificationDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly events: EventReads;
  readonly eventNames: EventNames;
  readonly users: Pick<Accounts, 'getUser'> & Pick<People, 'listAddressees'>;
  readonly machines: Pick<Machines, 'findMachine'>;
  /** IANA name of the factory's. */
  readonly zone: string;
  /** Undefined: nobody is sent e-mail. */
  readonly mailServer: MailServer | undefined;
  readonly secretKey: string;
  /** Default: real calls. */
  readonly outbound?: Outbound;
  /** 0 to 1, for the jitter of pauses. */
  readonly random?: () => number;
}

export function createNotifications(dependencies: NotificationDependencies): Notifications {
  const { store, clock, settings, events, users, outbound = createOutbound() } = dependencies;
  const log = dependencies.log.child({ module: 'webhooks' });
  const secrets = createWebhookSecrets(dependencies.secretKey);
  const attempts = createAttempts({ clock, outbound, secrets });
  const random = dependencies.random ?? Math.random;
  const record = createRecorder({ store, log, random });
  const lane = createLane({ store, clock, log, events, users, attempts, record });
  return {
    webhooks: createWebhookService({ store, clock, log, settings, eventNames: dependencies.eventNames, secrets }),
    deliveries: createDeliveryService({ store, log, settings, events, attempts }),
    dispatcher: createDispatcher({ store, clock, log, settings, events, lane }),
    ...createMail({ ...dependencies, random }),
    countWaiting: () => countWaitingToBeSent(store.access()),
    prune: () => pruneDeliveries(store, settings, clock),
    close: () => outbound.close(),
  };
}

export function notificationRoutes({ webhooks, deliveries, mail, mailLog }: Notifications): Routes {
  return async (app) => {
    const routes = [webhookRoutes(webhooks), deliveryRoutes(deliveries), mailRoutes(mail), mailLogRoutes(mailLog)];
    for (const mount of routes) await mount(app);
  };
}
