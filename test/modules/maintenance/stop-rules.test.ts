import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { mill2 } from './maintenance-app.ts';
import { type StopsApp, startStopsApp, stopRules } from './stops-app.ts';

onEachEngine('rules on stops', (under) => {
  let app: StopsApp;
  before(async () => {
    app = await startStopsApp(under);
  });

  test('two are there from the first: faults open a ticket after ten minutes, what nobody explains is told after thirty', async () => {
    await app.begin();
    const { body } = await app.as.VIEWER('GET', stopRules);
    const told = body.items.map((rule: any) => [rule.active, rule.action, rule.reason_groups, rule.unanswered]);
    assert.deepEqual(told, [
      [true, 'ticket', ['maintenance'], false],
      [true, 'notify', ['other'], true],
    ]);
    assert.deepEqual(
      body.items.map((rule: any) => rule.minimum_minutes),
      [10, 30],
    );
  });

  test('one is made, told, changed and deleted by who plans', async () => {
    await app.begin();
    const wanted = {
      name: ' Hydraulics  at night ',
      active: true,
      reason_groups: ['maintenance'],
      reasons: ['Hydraulic Fault', 'hydraulic fault ', 'Pump'],
      unanswered: true,
      minimum_minutes: 15,
      machine_ids: [mill2, mill2],
      shift: 'NIGHT',
      criticalities: ['B', 'A'],
      action: 'ticket',
      priority: 'Critical',
      incident_category: 'hydraulic',
      title: '{machine}: {reason} since {since}',
      cool_down_minutes: 60,
      rank: 5,
    };
    const made = await app.as.SUPERVISOR('POST', stopRules, wanted, { 'idempotency-key': 'rule-1' });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id, created_at: createdAt, updated_at: updatedAt, version, ...rule } = made.body;
    assert.equal(version, 1);
    assert.equal(createdAt, updatedAt);
    assert.deepEqual(rule, {
      ...wanted,
      name: 'Hydraulics at night',
      reasons: ['hydraulic fault', 'Pump'],
      machine_ids: [mill2],
      criticalities: ['A', 'B'],
      incident_category: 'Hydraulic',
    });
    const again = await app.as.SUPERVISOR('POST', stopRules, wanted, { 'idempotency-key': 'rule-1' });
    assert.equal(again.body.id, id);
    assert.deepEqual((await app.as.VIEWER('GET', `${stopRules}/${id}`)).body, made.body);
    const [created, ...others] = await app.newEvents();
    assert.deepEqual(
      [created?.type, created?.subject, created?.data.name],
      ['stop-rule.created', `stop-rules/${id}`, 'Hydraulics at night'],
    );
    assert.deepEqual(others, []);

    const at = `${stopRules}/${id}`;
    const changed = await app.as.SUPERVISOR('PATCH', at, { cool_down_minutes: 90, version: 1 });
    assert.deepEqual([changed.status, changed.body.cool_down_minutes, changed.body.version], [200, 90, 2]);
    const stale = await app.as.SUPERVISOR('PATCH', at, { rank: 7 }, { 'if-match': '"1"' });
    assert.equal(outcomeOf(stale), '409 version-conflict');
    assert.equal((await app.as.SUPERVISOR('PATCH', at, { cool_down_minutes: 90 })).body.version, 2, 'already so');
    assert.equal(
      outcomeOf(await app.as.SUPERVISOR('DELETE', at, undefined, { 'if-match': '"1"' })),
      '409 version-conflict',
    );
    assert.equal((await app.as.SUPERVISOR('DELETE', at, undefined, { 'if-match': '"2"' })).status, 204);
    assert.equal(outcomeOf(await app.as.VIEWER('GET', at)), '404 stop-rule-not-found');
    assert.deepEqual(
      (await app.newEvents()).map(({ type, data }) => [type, data.changed]),
      [
        ['stop-rule.changed', ['cool_down_minutes']],
        ['stop-rule.deleted', undefined],
      ],
    );
    assert.deepEqual(
      (await app.newAudit()).map(({ action, before: was, after }) => [
        action,
        was?.cool_down_minutes,
        after?.cool_down_minutes,
      ]),
      [
        ['stop-rule.created', undefined, 60],
        ['stop-rule.changed', 60, 90],
        ['stop-rule.deleted', 90, undefined],
      ],
    );
  });

  test('what cannot be is refused with a sentence, and leaves nothing', async () => {
    await app.begin();
    for (const [body, outcome] of [
      [{ name: ' ' }, '422 validation-failed'],
      [{ name: 'faults' }, '409 name-taken'],
      [{ reason_groups: [] }, '422 validation-failed'],
      [{ reason_groups: ['planned'] }, '422 validation-failed'],
      [{ minimum_minutes: 0 }, '422 validation-failed'],
      [{ minimum_minutes: 1_441 }, '422 validation-failed'],
      [{ machine_ids: ['none'] }, '422 unknown-machine'],
      [{ incident_category: 'Magic' }, '422 unknown-category'],
      [{ shift: 'LUNCH' }, '422 unknown-shift'],
      [{ title: ' ' }, '422 validation-failed'],
      [{ colour: 'red' }, '422 validation-failed'],
    ] as const) {
      const rule = { name: 'Refused', reason_groups: ['maintenance'], ...body };
      const refused = await app.as.SUPERVISOR('POST', stopRules, rule);
      assert.equal(outcomeOf(refused), outcome, JSON.stringify([body, refused.body]));
    }
    assert.equal(
      outcomeOf(await app.as.TECHNICIAN('POST', stopRules, { name: 'x', unanswered: true })),
      '403 forbidden',
    );
    assert.deepEqual(await app.newEvents(), []);
    assert.equal((await app.as.VIEWER('GET', stopRules)).body.items.length, 2);
  });
});
