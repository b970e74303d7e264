import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createMaintenance } from '../../../src/modules/maintenance/index.ts';
import { tellDeeds } from '../../../src/modules/maintenance/stop-rules/stop-deeds.rules.ts';
import { onEachEngine } from '../../support/engines.ts';
import { type StopsApp, startStopsApp } from './stops-app.ts';

onEachEngine('stops that go on', (under) => {
  let app: StopsApp;
  before(async () => {
    app = await startStopsApp(under);
  });

  const notes = (ticket: any) => ticket.work_notes.map(({ note }: any) => note);

  test('a fault opens a ticket after ten minutes, once, and tells of it', async () => {
    await app.begin();
    await app.tell('a', 0, null, 'Hydraulic Fault');
    assert.deepEqual(await app.look(9.9), [0, 0]);
    assert.deepEqual(await app.tickets(), []);
    await app.newEvents();
    assert.deepEqual(await app.look(10), [1, 0]);
    assert.deepEqual(await app.look(10), [0, 0]);
    assert.deepEqual(await app.look(60), [0, 0]);
    const [ticket, ...others] = await app.tickets();
    assert.deepEqual(others, []);
    assert.match(ticket.description, /^Mill 9 stands: Hydraulic Fault\n\nIt has stood since .* 10 minutes by now\./);
    assert.deepEqual(
      [ticket.source, ticket.priority, ticket.incident_category, ticket.fourjaw_downtime_id, ticket.machine_down],
      ['rule', 'High', 'Other', `${app.machine()}-a`, true],
    );
    assert.deepEqual(
      [ticket.down_from, ticket.restored_at, ticket.reported_by],
      [app.at(0), null, { id: null, name: 'stop-rules' }],
    );
    const [opened, alerted, ...more] = await app.newEvents();
    assert.deepEqual(more, []);
    assert.deepEqual([opened?.type, opened?.data.source], ['ticket.opened', 'rule']);
    assert.equal(alerted?.type, 'stop.alerted');
    assert.equal(alerted?.subject, `machines/${app.machine()}`);
    const { stop_rule_id: ruleId, ...data } = (alerted as NonNullable<typeof alerted>).data;
    assert.equal(typeof ruleId, 'number');
    assert.deepEqual(data, {
      machine_id: app.machine(),
      machine_name: 'Mill 9',
      rule: 'Faults',
      action: 'ticket',
      fourjaw_downtime_id: `${app.machine()}-a`,
      reason: 'Hydraulic Fault',
      reason_group: 'maintenance',
      stopped_at: app.at(0),
      minutes: 10,
      ticket_id: ticket.id,
    });
  });

  test('two processes that look at once open one ticket', async () => {
    await app.begin();
    await app.tell('a', 0, null, 'Hydraulic Fault');
    const { services } = app;
    const another = createMaintenance({ ...services, knownUntil: services.fourjaw.listKnownUntil });
    app.clock.set(app.at(12));
    const looks = Array.from({ length: 6 }, (_, at) =>
      (at % 2 === 0 ? services.maintenance : another).stopWatch.look(),
    );
    const opened = (await Promise.all(looks)).reduce((sum, { tickets }) => sum + tickets, 0);
    assert.equal(opened, 1);
    assert.equal((await app.tickets()).length, 1);
  });

  test('a stop that grows, and one whose reason changes on the way, is one stop', async () => {
    await app.begin();
    // a source without open periods: each word of it ends now
    await app.tell('a', 0, 5, null);
    assert.deepEqual(await app.look(5), [0, 0]);
    await app.tell('a', 0, 8, null);
    await app.tell('b', 8, 10, 'Hydraulic Fault');
    assert.deepEqual(await app.look(11), [1, 0], 'it may still grow');
    await app.tell('b', 8, 15, 'Hydraulic Fault');
    assert.deepEqual(await app.look(15), [0, 0]);
    const [ticket] = await app.tickets();
    assert.deepEqual([ticket.down_from, ticket.fourjaw_downtime_id], [app.at(0), `${app.machine()}-a`]);
  });

  test('nothing comes of breaks, planned stops, no operator, and what was over when it was first heard of', async () => {
    await app.begin();
    await app.rule({ reason_groups: ['maintenance', 'micro', 'other'], unanswered: true, minimum_minutes: 1 });
    await app.tell('past', -60, -20, 'Hydraulic Fault');
    assert.deepEqual(await app.look(0), [0, 0]);
    for (const [at, reason] of ['Toilet Break', 'Coil Change', 'Operator away', 'Team Meeting'].entries()) {
      await app.tell(`a${at}`, at * 10, null, reason);
      assert.deepEqual(await app.look(at * 10 + 9), [0, 0], reason);
    }
    await app.tell('up', 40, 45, 'up');
    await app.tell('fault', 45, 50, 'Hydraulic Fault');
    assert.deepEqual(await app.look(53), [0, 0], 'it has ended, and does not grow any more');
    assert.deepEqual(await app.tickets(), []);
  });

  test('a stop without a reason is told after thirty minutes, and opens a ticket once somebody says that it is a fault', async () => {
    await app.begin();
    await app.tell('a', 0, null, null);
    assert.deepEqual(await app.look(29), [0, 0]);
    assert.deepEqual(await app.look(30), [0, 1]);
    assert.deepEqual(await app.look(31), [0, 0]);
    const alerts = (await app.newEvents()).filter(({ type }) => type === 'stop.alerted');
    assert.deepEqual(
      alerts.map(({ data }) => [data.action, data.minutes, data.reason, data.ticket_id]),
      [['notify', 30, 'no reason given yet', null]],
    );
    await app.tell('a', 0, null, 'Electrical Fault');
    assert.deepEqual(await app.look(32), [1, 0]);
    assert.equal((await app.tickets()).length, 1);
  });

  test('another reason gives the ticket what its rule says, and what people have changed stays', async () => {
    await app.begin();
    await app.rule({
      reason_groups: [],
      reasons: ['electrical fault'],
      incident_category: 'Electrical',
      rank: 1,
      priority: 'Critical',
    });
    await app.tell('a', 0, null, 'Hydraulic Fault');
    await app.look(12);
    const [{ id }] = await app.tickets();
    await app.as.TECHNICIAN('PATCH', `/api/v1/tickets/${id}`, { priority: 'Low' });
    await app.tell('a', 0, null, 'Electrical Fault');
    await app.look(13);
    const [ticket, ...others] = await app.tickets();
    assert.deepEqual(others, []);
    assert.deepEqual([ticket.incident_category, ticket.priority, ticket.status], ['Electrical', 'Low', 'Open']);
    assert.match(notes(ticket).join(), /The reason is now 'Electrical Fault'/);
  });

  test('a reason that is no fault withdraws a ticket that nobody has taken up, also when the stop is over, and brings it back', async () => {
    await app.begin();
    await app.tell('a', 0, null, 'Hydraulic Fault');
    await app.look(12);
    await app.tell('a', 0, null, 'Toilet Break');
    await app.look(13);
    const [withdrawn] = await app.tickets();
    assert.equal(withdrawn.status, 'Cancelled');
    assert.match(notes(withdrawn).join(), /'Toilet Break'.*Nobody has taken the ticket up/);
    await app.tell('a', 0, null, 'Hydraulic Fault');
    await app.look(14);
    assert.equal((await app.tickets())[0].status, 'Open');
    await app.tell('a', 0, 20, 'Hydraulic Fault');
    await app.tell('up', 20, null, 'up');
    await app.look(25);
    await app.tell('a', 0, 20, 'Coil Change');
    await app.look(30);
    const [ticket, ...others] = await app.tickets();
    assert.deepEqual([ticket.status, others.length], ['Cancelled', 0]);
  });

  test('what comes behind a fault in the same stop takes no ticket back, and a minute of a fault behind other work opens none', async () => {
    await app.begin();
    await app.tell('set', 0, 25, 'Setting Machine');
    await app.tell('a', 25, null, 'Hydraulic Fault');
    assert.deepEqual(await app.look(27), [0, 0]);
    assert.deepEqual(await app.look(35), [1, 0]);
    await app.tell('a', 25, 40, 'Hydraulic Fault');
    await app.tell('b', 40, 50, 'Coil Issue');
    await app.tell('c', 50, null, 'Toilet Break');
    await app.look(52);
    const [ticket, ...others] = await app.tickets();
    assert.deepEqual([ticket.status, ticket.down_from, others.length], ['Open', app.at(25), 0]);
    assert.deepEqual(notes(ticket), []);
  });

  test('a ticket that somebody has taken up is told of another reason, and stays', async () => {
    await app.begin();
    await app.tell('a', 0, null, 'Hydraulic Fault');
    await app.look(12);
    const [{ id }] = await app.tickets();
    assert.equal((await app.as.TECHNICIAN('POST', `/api/v1/tickets/${id}/start`)).status, 200);
    await app.tell('a', 0, null, 'Operator away');
    await app.look(13);
    const [ticket] = await app.tickets();
    assert.equal(ticket.status, 'In Progress');
    assert.match(notes(ticket).join(), /Somebody has to say whether the ticket is needed/);
  });

  test('the machine that runs again is proposed as the end, exactly, and resolving takes it', async () => {
    await app.begin();
    await app.tell('a', 0, null, 'Hydraulic Fault');
    await app.look(12);
    await app.tell('a', 0, 20, 'Hydraulic Fault');
    await app.tell('up', 20, null, 'up');
    await app.look(20.5);
    assert.equal((await app.tickets())[0].proposed_restored_at, null, 'it may be a trial');
    await app.newEvents();
    await app.look(25);
    await app.look(26);
    const [ticket] = await app.tickets();
    assert.deepEqual([ticket.status, ticket.restored_at, ticket.proposed_restored_at], ['Open', null, app.at(20)]);
    assert.deepEqual(notes(ticket).filter((note: string) => /has run again since/.test(note)).length, 1);
    const events = (await app.newEvents()).map(({ type, data }) => [type, data.proposed_restored_at]);
    assert.deepEqual(events[0], ['ticket.restore-proposed', app.at(20)]);
    // it had been a trial after all, and stands on
    await app.tell('up', 20, 20.2, 'up');
    await app.tell('b', 20.2, null, 'Hydraulic Fault');
    await app.look(30);
    assert.equal((await app.tickets())[0].proposed_restored_at, null);
    await app.tell('b', 20.2, 35, 'Hydraulic Fault');
    await app.tell('up2', 35, null, 'up');
    await app.look(40);
    const resolved = await app.as.TECHNICIAN('POST', `/api/v1/tickets/${ticket.id}/resolve`, { remedy: 'New seal' });
    assert.deepEqual(
      [resolved.body.restored_at, resolved.body.proposed_restored_at, (await app.tickets()).length],
      [app.at(35), null, 1],
    );
  });

  test('a machine that stands again joins its open ticket, and a rule that cools down leaves it alone', async () => {
    await app.begin();
    const cooling = await app.rule({
      name: 'Electrics',
      reason_groups: [],
      reasons: ['Electrical Fault'],
      cool_down_minutes: 60,
      rank: 1,
    });
    const reported = await app.open({ machine_id: app.machine(), machine_down: true });
    await app.tell('a', 0, 15, 'Electrical Fault');
    await app.tell('a', 0, null, 'Electrical Fault');
    assert.deepEqual(await app.look(12), [1, 0]);
    const [joined, ...others] = await app.tickets();
    assert.deepEqual([joined.id, others.length, joined.fourjaw_downtime_id], [reported.id, 0, `${app.machine()}-a`]);
    assert.match(notes(joined).join(), /'Electrics' would have opened a ticket/);
    await app.tell('a', 0, 15, 'Electrical Fault');
    await app.tell('up', 15, 20, 'up');
    await app.tell('b', 20, null, 'Electrical Fault');
    assert.deepEqual(await app.look(40), [0, 0], `rule ${cooling.id} has acted 28 minutes ago`);
    assert.deepEqual(await app.look(72), [1, 0]);
    assert.equal((await app.tickets()).length, 1);
  });

  test('a machine whose source has not been heard of for long is left alone', async () => {
    await app.begin();
    const { services } = app;
    const silent = createMaintenance({
      ...services,
      knownUntil: async () => new Map([[app.machine(), Date.parse(app.at(5))]]),
    });
    await app.tell('a', 0, null, 'Hydraulic Fault');
    app.clock.set(app.at(16));
    assert.equal(tellDeeds(await silent.stopWatch.look()), undefined);
    assert.deepEqual(await app.look(16), [1, 0]);
  });
});
