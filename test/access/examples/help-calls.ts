/** Example requests of calls for help. */
import assert from 'node:assert/strict';
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

const newCall = async (given: Given) => ({ machine_id: await given.machine(), kind: 'material', text: 'Coil 12' });

/** Of whoever the example is for: cancelling is theirs. */
async function ofCall(given: Given) {
  const { status, body } = await given.asCaller('POST', '/api/v1/help-calls', await newCall(given));
  assert.equal(status, 201, JSON.stringify(body));
  return { params: { id: body.id as number } };
}
const ofAnyCall = async (given: Given) => ({
  params: { id: (await given.made('POST', '/api/v1/help-calls', await newCall(given))).id as number },
});

export const helpCallsExamples: Examples = {
  'GET /api/v1/help-calls': { query: { open: true, kind: 'material' } },
  'POST /api/v1/help-calls': async (given) => ({ body: await newCall(given) }),
  'GET /api/v1/help-calls/:id': ofAnyCall,
  'POST /api/v1/help-calls/:id/answer': ofAnyCall,
  'POST /api/v1/help-calls/:id/close': ofAnyCall,
  'POST /api/v1/help-calls/:id/cancel': ofCall,
};
