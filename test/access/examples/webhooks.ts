/** Example requests of webhooks and their deliveries. */
import { systemActor } from '../../../src/kernel/access.ts';
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

/** Refuses at once, and needs nobody who looks up names. */
const url = 'https://127.0.0.1:9/milldash';

/** There can be a hundred, and examples are made by the hundred. */
async function makeRoom({ app }: Given): Promise<void> {
  const { webhooks } = app.services.notifications;
  await app.services.settings.changeSetting(systemActor('given'), 'webhooks.private_networks', ['127.0.0.1']);
  const { items } = await webhooks.listWebhooks();
  for (const { id } of items.slice(50)) await webhooks.deleteWebhook(systemActor('given'), id);
}

async function webhook(given: Given): Promise<string> {
  await makeRoom(given);
  return (await given.made('POST', '/api/v1/webhooks', { name: given.unique('Board'), url })).id;
}

const ofWebhook = async (given: Given) => ({ params: { id: await webhook(given) } });

async function ofDelivery(given: Given) {
  const id = await webhook(given);
  const { id: deliveryId } = await given.made('POST', `/api/v1/webhooks/${id}/test`);
  return { params: { id, delivery_id: deliveryId } };
}

async function ofPaused(given: Given) {
  const id = await webhook(given);
  await given.made('POST', `/api/v1/webhooks/${id}/pause`);
  return { params: { id } };
}

export const webhooksExamples: Examples = {
  'GET /api/v1/webhooks': {},
  'POST /api/v1/webhooks': async (given) => {
    await makeRoom(given);
    return { body: { name: given.unique('Board'), url } };
  },
  'GET /api/v1/webhooks/:id': ofWebhook,
  'PATCH /api/v1/webhooks/:id': async (given) => ({
    ...(await ofWebhook(given)),
    body: { name: given.unique('Screen'), types: ['com.milldash.ticket.*'], version: 1 },
  }),
  'DELETE /api/v1/webhooks/:id': ofWebhook,
  'POST /api/v1/webhooks/:id/pause': async (given) => ({ ...(await ofWebhook(given)), body: { reason: 'Moved' } }),
  'POST /api/v1/webhooks/:id/resume': async (given) => ({ ...(await ofPaused(given)), body: { from: 'now' } }),
  'POST /api/v1/webhooks/:id/rotate-secret': ofWebhook,
  'POST /api/v1/webhooks/:id/test': ofWebhook,
  'POST /api/v1/webhooks/:id/replay': async (given) => ({ ...(await ofWebhook(given)), body: { after: '0' } }),
  'GET /api/v1/webhooks/:id/deliveries': ofWebhook,
  'GET /api/v1/webhooks/:id/deliveries/:delivery_id': ofDelivery,
  'POST /api/v1/webhooks/:id/deliveries/:delivery_id/replay': ofDelivery,
};
