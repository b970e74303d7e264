/** The whole app with a receiver of webhooks that it may call: what the tests of webhooks share. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { systemActor } from '../../../src/kernel/access.ts';
import type { NotificationTables } from '../../../src/modules/notifications/tables.ts';
import type { TableAccess } from '../../../src/platform/database/index.ts';
import { createStore } from '../../../src/platform/outbox/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { EngineUnderTest } from '../../support/engines.ts';
import { type FollowedLogs, followLogs } from '../../support/followed-logs.ts';
import { type Answer, clientOf, type Send } from '../../support/http-client.ts';
import { type Received, startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';

export interface WebhooksApp extends TestApp, FollowedLogs {
  /** As an administrator. */
  readonly send: Send;
  readonly receiver: WebhookReceiver;
  readonly tables: TableAccess<NotificationTables>;
  /** Makes a webhook with a name of its own; to the receiver, where nothing else is said. */
  webhook(more?: object): Promise<Answer['body']>;
  /** So many events of the type, `com.milldash.test.happened` where none is said. */
  happen(count: number, type?: `com.milldash.${string}.${string}`, data?: object): Promise<void>;
  /** Brings what is due. */
  deliver(): Promise<void>;
  /** What the receiver got since it was asked last. */
  arrived(): Received[];
  /** The numbers in the data of what {@link happen} made, of {@link arrived}. */
  numbersArrived(): number[];
  /** What `GET /api/v1/webhooks/{id}` says. */
  read(id: string): Promise<Answer['body']>;
  /** The log of deliveries, the oldest first. */
  deliveries(id: string): Promise<Answer['body'][]>;
  /** Deletes all webhooks, and lets the receiver take everything again. */
  clear(): Promise<void>;
}

export async function startWebhooksApp(under: EngineUnderTest, environment: object = {}): Promise<WebhooksApp> {
  // tests move the clock by days
  const test = await startTestApp(under, { environment: { ACCESS_TOKEN_EXPIRE_MINUTES: '1440', ...environment } });
  const receiver = await startWebhookReceiver();
  under.atEnd(() => receiver.close());
  let headers = await test.signIn('ADMIN');
  let signedInAt = test.clock.now();
  const send: Send = async (...request) => {
    if (test.clock.now() - signedInAt > 3_600_000) {
      headers = await test.signIn('ADMIN');
      signedInAt = test.clock.now();
    }
    return clientOf(test.app, headers)(...request);
  };
  const actor = systemActor('test');
  await test.services.settings.changeSetting(actor, 'webhooks.allow_http', true);
  await test.services.settings.changeSetting(actor, 'webhooks.private_networks', ['127.0.0.0/8']);
  // what it is told is in no catalogue
  const inventing = createStore(test.services.database, test.clock);
  let names = 0;
  let numbers = 0;
  let seen = 0;

  function arrived(): Received[] {
    const fresh = receiver.received.slice(seen);
    seen = receiver.received.length;
    return fresh;
  }

  async function read(id: string): Promise<Answer['body']> {
    const { status, body } = await send('GET', `/api/v1/webhooks/${id}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  }

  return {
    ...test,
    ...(await followLogs(test.services.store)),
    send,
    receiver,
    tables: test.services.store.access<NotificationTables>(),
    async webhook(more = {}) {
      const body = { name: `Board ${++names}`, url: receiver.url, types: ['com.milldash.test.*'], ...more };
      const answer = await send('POST', '/api/v1/webhooks', body);
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      return answer.body;
    },
    async happen(count, type = 'com.milldash.test.happened', data = {}) {
      for (let at = 0; at < count; at++) {
        await inventing.transact(actor, async (tx) =>
          tx.emit({ type, subject: 'tests/1', data: { number: ++numbers, ...data } }),
        );
      }
    },
    deliver: () => test.services.notifications.dispatcher.deliverDue(),
    arrived,
    numbersArrived: () => arrived().map(({ event }) => event.data.number),
    read,
    async deliveries(id) {
      const { status, body } = await send('GET', `/api/v1/webhooks/${id}/deliveries?limit=1000`);
      assert.equal(status, 200, JSON.stringify(body));
      return body.items.toReversed();
    },
    async clear() {
      for (const { id } of (await send('GET', '/api/v1/webhooks')).body.items) {
        assert.equal((await send('DELETE', `/api/v1/webhooks/${id}`)).status, 204);
      }
      receiver.behave(204);
      arrived();
    },
  };
}

/** As the documentation tells receivers to do it. */
export function isSignedBy(secret: string, { headers, body }: Received): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(expected);
}
