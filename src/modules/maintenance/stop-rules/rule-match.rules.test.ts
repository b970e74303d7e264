import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Category } from '../../timeline/index.ts';
import { reasonFacts } from './reason-kinds.rules.ts';
import { isAbout, keyOfReason, type StopFacts } from './rule-match.rules.ts';
import { newRuleDefaults } from './stop-rules.rules.ts';
import type { StopRule } from './stop-rules.types.ts';

const hydraulic = reasonFacts(
  { name: 'Hydraulics', group: 'maintenance' },
  'Hydraulic Fault ',
  Category.unproductiveDowntime,
);
const unknown = reasonFacts({ name: 'No reason given', group: 'other' }, null, Category.unproductiveDowntime);
const facts: StopFacts = { machineId: 'm1', criticality: 'A', shift: 'DAY', reason: hydraulic };

function takes(rule: Partial<StopRule>, more: Partial<StopFacts> = {}): boolean {
  const whole = { ...newRuleDefaults, name: 'x', id: 1, version: 1, createdAt: 0, updatedAt: 0 };
  return isAbout({ ...whole, ...rule }, { ...facts, ...more });
}

test('a rule takes a stop by its reason, machine, criticality and shift', () => {
  assert.ok(takes({ groups: ['maintenance'] }));
  assert.ok(!takes({ groups: ['maintenance'], active: false }));
  assert.ok(!takes({ groups: ['micro', 'other'] }));
  assert.ok(takes({ reasons: ['hydraulic  FAULT'] }), 'as the source writes it');
  assert.ok(takes({ reasons: ['Hydraulics'] }), 'as the factory calls it');
  assert.ok(!takes({ reasons: ['Hydraulic'] }));
  assert.ok(!takes({ groups: ['maintenance'], machineIds: ['m2'] }));
  assert.ok(takes({ groups: ['maintenance'], machineIds: ['m2', 'm1'], shift: 'DAY', criticalities: ['A'] }));
  assert.ok(!takes({ groups: ['maintenance'], shift: 'NIGHT' }));
  assert.ok(!takes({ groups: ['maintenance'], criticalities: ['B', 'C'] }));
  assert.ok(!takes({ groups: ['maintenance'], criticalities: ['A'] }, { criticality: null }));
});

test('a stop without a reason is taken only by who asks for such', () => {
  assert.ok(takes({ unanswered: true }, { reason: unknown }));
  assert.ok(!takes({ groups: ['other'] }, { reason: unknown }));
  assert.ok(!takes({ unanswered: true }));
});

test('no rule takes what nobody has to mend, not even one that names it', () => {
  const away = reasonFacts({ name: 'No Operator', group: 'operator' }, 'No Operator', Category.unproductiveDowntime);
  assert.ok(!takes({ reasons: ['No Operator'], groups: ['other'], unanswered: true }, { reason: away }));
});

test('what a stop is taken for is the same however it is spelled, and however nobody answers', () => {
  const key = (name: string, text: string | null) =>
    keyOfReason(reasonFacts({ name, group: 'other' }, text, Category.unproductiveDowntime));
  assert.equal(key('Coil issue', 'coil  issue'), key('Coil issue', 'Coil Issue '));
  assert.equal(key('No reason given', null), key('No Reason Provided', 'No Reason Provided'));
  assert.notEqual(key('Coil issue', 'Coil issue'), key('Weld break', 'Weld break'));
});
