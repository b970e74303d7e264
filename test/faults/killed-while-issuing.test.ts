/** A server that is killed while many take from one shelf: whoever asks again with their key gets what they had got. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { newFolder } from '../support/milldash-process.ts';
import { type Reply, type Serving, send, serveMilldash, signIn } from '../support/serving.ts';

const ASKING = 200;
const STOCK = 100;
/** Answers that have come when the server dies: more are under way, and none is the last one. */
const ANSWERED_AT_DEATH = 40;

onEachEngine('a server that is killed while 200 take one of 100', (under) => {
  test('has given out exactly 100 when all 200 have asked again with their keys', async () => {
    const databaseUrl = await under.createDatabaseUrl();
    const folder = newFolder();
    let serving = await serveMilldash({ folder, databaseUrl });
    const made = await (await signIn(serving.url)).ask('POST', '/api/v1/inventory/components', {
      component_name: 'Bearing 6204',
      current_stock: STOCK,
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const path = `/api/v1/inventory/components/${made.body.id}`;

    async function issueAll(to: Serving, onAnswer: () => void): Promise<(Reply | undefined)[]> {
      const { headers } = await signIn(to.url);
      return Promise.all(
        Array.from({ length: ASKING }, async (_, at) => {
          const keyed = { ...headers, 'idempotency-key': `phone-${at}` };
          const sent = send(`${to.url}${path}/issue`, { method: 'POST', headers: keyed, json: { quantity: 1 } });
          // an answer that was cut is one that never came
          const reply = await sent.catch(() => undefined);
          if (reply !== undefined) onAnswer();
          return reply;
        }),
      );
    }

    let answers = 0;
    const before = await issueAll(serving, () => {
      if (++answers === ANSWERED_AT_DEATH) serving.child.kill('SIGKILL');
    });
    assert.equal((await serving.finished).signal, 'SIGKILL');
    const cut = before.filter((reply) => reply === undefined).length;
    assert.ok(cut > 0, 'the server died with requests under way');

    serving = await serveMilldash({ folder, databaseUrl });
    const after = await issueAll(serving, () => {});
    const statuses = after.map((reply) => reply?.status);
    assert.deepEqual([...new Set(statuses)].toSorted(), [200, 409]);
    assert.equal(statuses.filter((status) => status === 200).length, STOCK);
    for (const [at, reply] of before.entries()) {
      if (reply?.status === 200) assert.deepEqual(after[at]?.body, reply.body, 'the same answer as before the death');
    }

    const asker = await signIn(serving.url);
    const component = await asker.read(path);
    assert.deepEqual([component.current_stock, component.levels[0].on_hand], [0, 0]);
    const ledger = await asker.read(`/api/v1/inventory/movements?component_id=${made.body.id}&limit=1000`);
    const quantities: number[] = ledger.items.map((movement: { quantity: number }) => movement.quantity);
    assert.equal(quantities.length, STOCK + 1);
    assert.equal(
      quantities.reduce((sum, quantity) => sum + quantity, 0),
      0,
    );
    await serving.stop();
  });
});
