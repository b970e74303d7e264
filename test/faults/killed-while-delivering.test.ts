/** A server that is killed while it calls a webhook: what it had not written down is sent again, and nothing is missing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase, type TableAccess } from '../../src/platform/database/index.ts';
import type { ScheduleTables } from '../../src/platform/schedule/index.ts';
import { addressOf } from '../support/database-urls.ts';
import { onEachEngine } from '../support/engines.ts';
import { newFolder } from '../support/milldash-process.ts';
import { serveMilldash, signIn } from '../support/serving.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

const EVENTS = 40;
const ARRIVED_AT_DEATH = 10;

onEachEngine('a server that is killed while it calls a webhook', (under) => {
  test('has sent every event when it has been started again', async () => {
    const databaseUrl = await under.createDatabaseUrl();
    const folder = newFolder();
    const receiver = await startWebhookReceiver();
    under.atEnd(() => receiver.close());
    let serving = await serveMilldash({ folder, databaseUrl });
    const { ask } = await signIn(serving.url);
    await ask('PUT', '/api/v1/settings/webhooks.allow_http', { value: true });
    await ask('PUT', '/api/v1/settings/webhooks.private_networks', { value: ['127.0.0.1'] });
    const made = await ask('POST', '/api/v1/webhooks', {
      name: 'Board',
      url: receiver.url,
      types: ['com.milldash.machine.created'],
    });
    assert.equal(made.status, 201, made.text);
    const arrived = new Set<string>();
    const reached = Promise.withResolvers<void>();
    receiver.behave((response, { event }) => {
      arrived.add(event.data.name);
      if (arrived.size === ARRIVED_AT_DEATH) {
        serving.child.kill('SIGKILL');
        reached.resolve();
      }
      response.writeHead(204).end();
    });
    const names = Array.from({ length: EVENTS }, (_, at) => `Mill ${at}`);
    const created = names.map((name) => ask('POST', '/api/v1/machines', { name }).catch(() => undefined));
    await reached.promise;
    assert.equal((await serving.finished).signal, 'SIGKILL');
    const acknowledged = new Set(
      (await Promise.all(created)).filter((reply) => reply?.status === 201).map((reply) => reply?.body.name),
    );
    await endLease(databaseUrl);

    const missing = new Set<string>(names);
    const all = Promise.withResolvers<void>();
    const look = (): void => {
      for (const name of arrived) missing.delete(name);
      if (missing.size === 0) all.resolve();
    };
    receiver.behave((response, { event }) => {
      arrived.add(event.data.name);
      look();
      response.writeHead(204).end();
    });
    serving = await serveMilldash({ folder, databaseUrl });
    const { items } = await (await signIn(serving.url)).read('/api/v1/machines?limit=1000');
    const committed = new Set<string>(items.map(({ name }: { name: string }) => name));
    assert.ok([...acknowledged].every((name) => committed.has(name)));
    for (const name of names) if (!committed.has(name)) missing.delete(name);
    look();
    await all.promise;
    await serving.stop();
  });

  /** As if the dead process had been silent for as long as others wait for it. */
  async function endLease(url: string): Promise<void> {
    const database = await openDatabase({ address: addressOf(url) });
    const access: TableAccess<ScheduleTables> = database.kysely as never;
    await access.updateTable('job_leases').set({ leased_until: 0 }).where('job', '=', 'deliver-webhooks').execute();
    await database.close();
  }
});
