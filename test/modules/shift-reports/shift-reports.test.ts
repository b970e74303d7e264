import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { createShiftReports } from '../../../src/modules/shift-reports/index.ts';
import type { ShiftReportTables } from '../../../src/modules/shift-reports/tables.ts';
import { onEachEngine } from '../../support/engines.ts';
import { type FollowedLogs, followLogs } from '../../support/followed-logs.ts';
import { clientOf, outcomeOf } from '../../support/http-client.ts';
import { at, type SmallFactory, startSmallFactory } from '../../support/small-factory.ts';

const actor = systemActor('test');

onEachEngine('shift reports', (under) => {
  let factory: SmallFactory;
  let logs: FollowedLogs;

  const stop = (id: string, from: string, to: string | null, reasonText: string | null) => ({
    id,
    machineId: 'unheard',
    startMs: at(from),
    endMs: to === null ? null : at(to),
    classification: 'DOWNTIME' as const,
    productivity: null,
    reasonText,
  });
  const record = (...periods: ReturnType<typeof stop>[]) =>
    factory.services.timeline.recordPeriods(actor, periods, { kind: 'csv', name: 'test' });
  const make = () => factory.services.shiftReports.makeDueReports();
  const listed = async () => (await factory.read('shift-reports')).items;

  before(async () => {
    factory = await startSmallFactory(under);
    await record(
      stop('named', '07:00', '08:00', 'Coil jam'),
      stop('no-reason', '08:00', '08:30', null),
      stop('not-provided', '09:00', '09:10', 'No Reason Provided '),
      stop('short', '10:00', '10:00:30', null),
    );
    const { inventory, maintenance } = factory.services;
    const location = await inventory.createLocation(actor, { name: 'Cage' });
    const made = await factory.supervisor('POST', '/api/v1/inventory/components', {
      component_name: 'Strut pack',
      current_stock: 9,
      location_id: location.id,
    });
    const tickets = await maintenance.tickets.listTickets({ machineIds: ['broken'], statuses: ['Open'] });
    for (const [quantity, ticketId] of [
      [3, tickets.items[0]?.id],
      [2, undefined],
    ] as const) {
      const body = { location_id: location.id, quantity, ...(ticketId === undefined ? {} : { ticket_id: ticketId }) };
      const taken = await factory.supervisor('POST', `/api/v1/inventory/components/${made.body.id}/issue`, body);
      assert.ok(taken.status < 300, JSON.stringify(taken.body));
    }
    logs = await followLogs(factory.services.store);
  });

  test('shifts of which no report can be made keep no other from having one', async () => {
    const { services } = factory;
    const analytics: typeof services.analytics = {
      ...services.analytics,
      oee(query, withReasons) {
        if (Number(query.fromMs) < at('18:00') - DAY_MS) throw new Error('no figures');
        return services.analytics.oee(query, withReasons);
      },
    };
    const reports = createShiftReports({ ...services, analytics });
    await assert.rejects(reports.makeDueReports(), /no figures/);
    const { items } = await reports.listReports({});
    assert.deepEqual(
      items.map(({ shift, productionDay }) => `${shift} ${productionDay}`),
      ['NIGHT 2026-01-14'],
    );
    await services.store.access<ShiftReportTables>().deleteFrom('shift_reports').execute();
    await logs.newEvents();
  });

  test('what was missed is caught up some at a time, of three days, and each shift has one report', async () => {
    assert.equal(await make(), 5);
    assert.equal(await make(), 1);
    assert.equal(await make(), 0);
    const told = (await logs.newEvents()).map(({ type, data }) => [
      type,
      data.shift,
      data.production_day,
      data.revision,
    ]);
    assert.deepEqual(told, [
      ['shift-report.completed', 'DAY', '2026-01-12', 1],
      ['shift-report.completed', 'NIGHT', '2026-01-12', 1],
      ['shift-report.completed', 'DAY', '2026-01-13', 1],
      ['shift-report.completed', 'NIGHT', '2026-01-13', 1],
      ['shift-report.completed', 'DAY', '2026-01-14', 1],
      ['shift-report.completed', 'NIGHT', '2026-01-14', 1],
    ]);
    const [night] = await listed();
    assert.deepEqual(
      [night.shift, night.start_time, night.end_time, night.made_by],
      ['NIGHT', '2026-01-14T18:00:00.000Z', '2026-01-15T06:00:00.000Z', 'make-shift-reports'],
    );
  });

  test('a shift that is over is reported after the delay, with figures as the other rooms have them', async () => {
    factory.clock.set(at('18:00') + 9 * MINUTE_MS);
    assert.equal(await make(), 0);
    factory.clock.advance(MINUTE_MS);
    assert.equal(await make(), 1);
    const [{ id, summary }] = await listed();
    const report = await factory.read(`shift-reports/${id}`);
    const { total } = report;
    const of = (machineId: string) => report.machines.find(({ machine_id }: any) => machine_id === machineId);
    assert.deepEqual(
      report.machines.map(({ machine_id, production }: any) => [machine_id, production.cuts, production.runs]).sort(),
      [
        ['broken', null, 0],
        ['gone', null, 0],
        ['running', 50, 1],
        ['setting-up', 7, 0],
        ['unheard', null, 0],
      ],
    );
    assert.deepEqual(total.production, {
      cuts: 57,
      runs: 1,
      produced_count: null,
      good_count: null,
      scrap_count: null,
    });
    const range = 'start_time=2026-01-15T06:00:00Z&end_time=2026-01-15T18:00:00Z';
    const oee = await factory.read(`analytics/oee?${range}`);
    const { availability, performance, quality } = oee;
    assert.deepEqual(total.oee, { oee: oee.oee, availability, performance, quality });
    const {
      start_time: _from,
      end_time: _to,
      cut_off_at: _cut,
      downtime_by_reason_seconds: reasons,
      ...time
    } = await factory.read(`analytics/time-accounting?${range}`);
    assert.deepEqual(total.time, time);
    assert.deepEqual(
      total.losses.map(({ reason, seconds }: any) => [reason, seconds]),
      Object.entries(reasons).slice(0, 5),
    );
    assert.equal(of('running').time.productive_uptime_seconds, 11 * 3_600);
    assert.deepEqual([of('broken').time.no_data_seconds, of('broken').oee.availability], [12 * 3_600, null]);
    const { opened_ids: ids, resolved_ids: resolved, ...tickets } = total.tickets;
    assert.deepEqual([tickets, ids.length, resolved.length], [{ opened: 5, resolved: 1, open: 4 }, 5, 1]);
    assert.deepEqual([of('broken').tickets.opened, of('broken').tickets.open], [3, 2]);
    const parts = (section: any) =>
      section.parts.map(({ component_name, quantity }: any) => [component_name, quantity]);
    assert.deepEqual([parts(total), parts(of('broken'))], [[['Strut pack', 5]], [['Strut pack', 3]]]);
    const { longest, ...unanswered } = total.unanswered;
    assert.deepEqual(unanswered, { stops: 2, seconds: 40 * 60 });
    assert.deepEqual(
      longest.map(({ period_id, seconds }: any) => [period_id, seconds]),
      [
        ['no-reason', 1_800],
        ['not-provided', 600],
      ],
    );
    const { data } = (await logs.newEvents()).at(-1) as { data: any };
    assert.deepEqual(
      [data.report_id, data.cuts, data.tickets_open, data.unanswered_stops, data.biggest_loss, data.link],
      [id, 57, 4, 2, total.losses[0].reason, `/api/v1/shift-reports/${id}`],
    );
    assert.equal(summary.downtime_seconds, data.downtime_seconds);
    assert.deepEqual([data.losses, data.parts], [total.losses, total.parts], 'what an e-mail tells of it');
  });

  test('made anew it keeps its number, has what was told later, and its revision counts', async () => {
    const [before] = await listed();
    await record(stop('no-reason', '08:00', '08:30', 'Set Up'));
    const viewer = clientOf(factory.app, await factory.signIn('TECHNICIAN'));
    const wanted = { at: '2026-01-15T12:00:00Z' };
    assert.equal(outcomeOf(await viewer('POST', '/api/v1/shift-reports', wanted)), '403 forbidden');
    const { body } = await factory.supervisor('POST', '/api/v1/shift-reports', wanted);
    assert.deepEqual([body.id, body.revision, body.made_by], [before.id, 2, 'supervisor@factory.example']);
    assert.deepEqual([body.total.unanswered.stops, before.summary.unanswered_stops], [1, 2]);
    const audit = (await logs.newAudit()).at(-1);
    assert.deepEqual([audit?.action, audit?.after.revision], ['shift-report.made', 2]);
    const now = { at: '2026-01-15T18:05:00Z' };
    assert.equal(outcomeOf(await factory.supervisor('POST', '/api/v1/shift-reports', now)), '422 range-invalid');
    const unknown = { ...wanted, machine_id: 'nowhere' };
    assert.equal(outcomeOf(await factory.supervisor('POST', '/api/v1/shift-reports', unknown)), '422 unknown-machine');
    assert.equal(outcomeOf(await factory.viewer('GET', '/api/v1/shift-reports/999999')), '404 shift-report-not-found');
  });

  test('it reads as text and as CSV', async () => {
    const [{ id }] = await listed();
    const text = await factory.app.inject({
      url: `/api/v1/shift-reports/${id}/text`,
      headers: await factory.signIn('VIEWER'),
    });
    assert.match(text.body, /^Shift DAY of 2026-01-15\n2026-01-15 06:00 to 2026-01-15 18:00 \(Europe\/London\)\n/);
    assert.match(
      text.body,
      /\n\nRunning\n {2}Production {2}cuts 50, good –, scrap –, runs 1\n {2}Time {8}running 11 h 00 min/,
    );
    assert.match(
      text.body,
      /\n\nBroken\n.*\n {2}Time {8}running –, down –, known 0\.0 %\n/,
      'no 0 of what nobody knows',
    );
    const [, all = '', ...each] = text.body.split('\n\n');
    assert.match(
      all,
      /^All 5 machines\n[^]*\n {2}No reason {3}1 stop, 10 min\n {14}2026-01-15 09:00, Unheard: 10 min$/,
    );
    const ofUnheard = each.find((lines) => lines.startsWith('Unheard\n'));
    assert.match(ofUnheard ?? '', /\n {14}2026-01-15 09:00: 10 min$/m);
    const csv = await factory.app.inject({
      url: '/api/v1/shift-reports.csv?shift=DAY&start_time=2026-01-15T12:00:00Z',
      headers: await factory.signIn('VIEWER'),
    });
    assert.deepEqual(csv.body.trim().split('\r\n').length, 2);
    assert.match(csv.body, new RegExp(`\\r\\n${id},DAY,2026-01-15,`));
  });

  test('machines with other hours have reports of their own, and what is old goes', async () => {
    const shift = { code: 'LATE', start: '10:00', end: '17:00' };
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
    const calendar = {
      machine_id: 'broken',
      valid_from: '2026-01-15',
      weekly: Object.fromEntries(days.map((day) => [day, [shift]])),
    };
    const { status, body: said } = await factory.supervisor('POST', '/api/v1/shift-calendars', calendar);
    assert.equal(status, 201, JSON.stringify(said));
    assert.equal(await make(), 1);
    const { items } = await factory.read('shift-reports?shift=LATE');
    assert.deepEqual(
      items.map(({ end_time, summary }: any) => [end_time, summary.machines]),
      [['2026-01-15T17:00:00.000Z', 1]],
    );
    await factory.services.settings.changeSetting(actor, 'retention.shift_report_days', 1);
    factory.clock.set(at('17:00') + DAY_MS + 1);
    assert.equal(await factory.services.shiftReports.prune(), 7, 'all but the day that ended an hour ago');
    const left = await factory.services.shiftReports.listReports({});
    assert.deepEqual(
      left.items.map(({ shift: code }) => code),
      ['DAY'],
    );
  });

  test('what is not kept any more is not made again, and a machine has no part in what begins when it is out of use', async () => {
    assert.equal(await make(), 1);
    const { shiftReports } = factory.services;
    const { id, shift, productionDay } = (await shiftReports.listReports({})).items[0] ?? assert.fail();
    assert.deepEqual([shift, productionDay], ['NIGHT', '2026-01-15']);
    const { content } = await shiftReports.getReport(id);
    assert.deepEqual(content.machines.map(({ machine_id }) => machine_id).sort(), ['running', 'setting-up', 'unheard']);
  });
});
