/** Example requests of rules on stops. */
import { systemActor } from '../../../src/kernel/access.ts';
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

/** There can be a hundred, and examples are made by the hundred. */
async function newRule(given: Given) {
  const { stopRules } = given.app.services.maintenance;
  const rules = await stopRules.listStopRules();
  if (rules.length > 80) for (const { id } of rules.slice(10)) await stopRules.deleteStopRule(systemActor('given'), id);
  return { name: given.unique('Rule'), reason_groups: ['maintenance'], minimum_minutes: 15 };
}

const ofRule = async (given: Given) => ({
  params: { id: (await given.made('POST', '/api/v1/stop-rules', await newRule(given))).id as number },
});

export const stopRulesExamples: Examples = {
  'GET /api/v1/stop-rules': {},
  'POST /api/v1/stop-rules': async (given) => ({ body: await newRule(given) }),
  'GET /api/v1/stop-rules/:id': ofRule,
  'PATCH /api/v1/stop-rules/:id': async (given) => ({
    ...(await ofRule(given)),
    body: { cool_down_minutes: 60, version: 1 },
  }),
  'DELETE /api/v1/stop-rules/:id': ofRule,
};
