/** Tickets as CSV, out and in: what comes out goes in again, good rows are kept, and a dry run says the same. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import type { Role } from '../../../src/kernel/access.ts';
import { csvRowsOf } from '../../support/csv-rows.ts';
import { onEachEngine } from '../../support/engines.ts';
import { type MaintenanceApp, mill1, mill2, startMaintenanceApp, stop1 } from './maintenance-app.ts';

onEachEngine('tickets as CSV', (under) => {
  let app: MaintenanceApp;
  const headers: Partial<Record<Role, { authorization: string }>> = {};
  before(async () => {
    app = await startMaintenanceApp(under);
    for (const role of ['SUPERVISOR', 'TECHNICIAN', 'VIEWER'] as const) headers[role] = await app.signIn(role);
  });
  beforeEach(async () => {
    await app.newEvents();
    await app.newAudit();
  });

  async function load(text: string | Buffer, { dryRun = false, role = 'SUPERVISOR' as Role, type = 'text/csv' } = {}) {
    const response = await app.app.inject({
      method: 'POST',
      url: `/api/v1/tickets/import${dryRun ? '?dry_run=true' : ''}`,
      headers: { ...headers[role], 'content-type': type },
      payload: text,
    });
    return { status: response.statusCode, body: response.json() };
  }
  async function download(query = '') {
    const url = `/api/v1/tickets.csv${query}`;
    const response = await app.app.inject({ method: 'GET', url, headers: { ...headers.VIEWER } });
    return { status: response.statusCode, text: response.body, headers: response.headers };
  }
  const found = async (query: string) => (await app.as.VIEWER('GET', `/api/v1/tickets/search?${query}`)).body.items;
  const columns =
    'external_id,machine_id,description,incident_category,priority,status,logged_time,resolved_time,acknowledged_at,started_at,closed_at,cancelled_at,remedy,reported_by,fourjaw_downtime_id,machine_down,down_from,restored_at,hold_reason,due_at';
  const line = (cells: Record<string, string>) =>
    columns
      .split(',')
      .map((name) => cells[name] ?? '')
      .join(',');
  const file = (...rows: Record<string, string>[]) => [columns, ...rows.map(line)].join('\n');
  const counts = ({ body }: Awaited<ReturnType<typeof load>>) => [body.created, body.unchanged, body.refused];

  test('tickets come with the life that they had, once by their external id, with one event for a machine', async () => {
    const text = file(
      {
        external_id: 'OLD-1',
        machine_id: mill1,
        description: 'Pump leaked',
        incident_category: 'hydraulic',
        priority: 'high',
        status: 'closed',
        logged_time: '2025-05-05T06:00:00Z',
        resolved_time: '2025-05-05 09:00:00+01:00',
        closed_at: '2025-05-06T06:00:00Z',
        remedy: 'Seal replaced',
        reported_by: 'Old Joe',
        machine_down: 'yes',
        restored_at: '2025-05-05T07:30:00Z',
      },
      { external_id: 'OLD-2', machine_id: mill1, description: 'Noise', fourjaw_downtime_id: stop1, status: 'On Hold' },
      {
        external_id: 'OLD-3',
        machine_id: mill2,
        description: 'Nothing',
        status: 'Cancelled',
        cancelled_at: '2026-01-15T12:00:00',
      },
    );
    const dry = await load(text, { dryRun: true });
    assert.deepEqual([dry.status, dry.body.dry_run, ...counts(dry)], [200, true, 3, 0, 0]);
    assert.deepEqual(await app.newEvents(), []);
    const loaded = await load(text);
    assert.deepEqual([loaded.body.dry_run, ...counts(loaded)], [false, 3, 0, 0], JSON.stringify(loaded.body));
    const [closed] = await found('text=pump+leaked');
    assert.deepEqual(
      {
        external_id: closed.external_id,
        status: closed.status,
        incident_category: closed.incident_category,
        priority: closed.priority,
        logged_time: closed.logged_time,
        resolved_time: closed.resolved_time,
        closed_at: closed.closed_at,
        due_at: closed.due_at,
        remedy: closed.remedy,
        reported_by: closed.reported_by,
        down: [closed.machine_down, closed.down_from, closed.restored_at],
        source: closed.source,
      },
      {
        external_id: 'OLD-1',
        status: 'Closed',
        incident_category: 'Hydraulic',
        priority: 'High',
        logged_time: '2025-05-05T06:00:00.000Z',
        resolved_time: '2025-05-05T08:00:00.000Z',
        closed_at: '2025-05-06T06:00:00.000Z',
        due_at: null,
        remedy: 'Seal replaced',
        reported_by: { id: null, name: 'Old Joe' },
        down: [true, '2025-05-05T06:00:00.000Z', '2025-05-05T07:30:00.000Z'],
        source: 'import',
      },
    );
    const [held] = await found('status=On+Hold');
    assert.deepEqual(
      [held.hold_reason, held.fourjaw_downtime_id, held.reported_by],
      ['other', stop1, { id: app.ids.SUPERVISOR, name: 'Test SUPERVISOR' }],
    );
    assert.deepEqual(
      (await app.newEvents()).map(({ type, data }) => [type, data['machine_id'], data['tickets']]),
      [
        ['ticket.imported', mill1, 2],
        ['ticket.imported', mill2, 1],
      ],
    );
    const audit = await app.newAudit();
    assert.deepEqual(
      audit.map(({ action }) => action),
      ['ticket.imported', 'ticket.imported', 'ticket.imported'],
    );
    const history = (await app.as.VIEWER('GET', `/api/v1/tickets/${closed.id}/history`)).body.items;
    assert.deepEqual([history.length, history[0].verb], [1, 'imported']);
    const report = `/api/v1/reports/maintenance/due-dates?start_time=2025-05-05T00:00:00Z&end_time=2025-05-06T00:00:00Z`;
    const dated = async () => {
      const { n, without_due_date: without } = (await app.as.VIEWER('GET', report)).body;
      return [n, without];
    };
    assert.deepEqual(await dated(), [0, 1], 'nobody had set a date by which it could be late');
    const graver = await app.as.SUPERVISOR('PATCH', `/api/v1/tickets/${closed.id}`, { priority: 'Critical' });
    assert.deepEqual([graver.body.priority, graver.body.due_at], ['Critical', null]);
    assert.deepEqual(await dated(), [0, 1], 'it does not come late by being called graver');
    await app.as.SUPERVISOR('PATCH', `/api/v1/tickets/${closed.id}`, { priority: 'High' });
    assert.equal(Date.parse(held.due_at), Date.parse(held.logged_time) + 72 * 3_600_000);
    const reopened = await app.as.SUPERVISOR('POST', `/api/v1/tickets/${closed.id}/reopen`, { reason: 'x' });
    assert.equal(reopened.status, 200);
    assert.equal(Date.parse(reopened.body.due_at), app.clock.now() + 24 * 3_600_000);

    const again = await load(text);
    assert.deepEqual(counts(again), [0, 3, 0]);
    assert.equal((await found('text=pump+leaked'))[0].status, 'Open', 'what is known is left as it is');
  });

  test('a refused row is told with line, column and reason, and costs no other row', async () => {
    const row = (external_id: string, cells: Record<string, string> = {}) => ({
      external_id,
      machine_id: mill1,
      description: 'x',
      ...cells,
    });
    const future = '2036-01-01T00:00:00Z';
    const text = file(
      row('R-1'),
      row('R-1'),
      row('', {}),
      row('R-2', { machine_id: 'nosuch' }),
      row('R-3', { description: ' ' }),
      row('R-4', { incident_category: 'Banana' }),
      row('R-5', { priority: 'Urgent' }),
      row('R-6', { status: 'Done' }),
      row('R-7', { logged_time: '31/12/2025' }),
      row('R-8', { logged_time: future }),
      row('R-9', { status: 'Resolved' }),
      row('R-10', { status: 'Open', resolved_time: '2025-01-01T00:00:00Z' }),
      row('R-11', { status: 'Closed', logged_time: '2025-02-01T00:00:00Z', resolved_time: '2025-01-01T00:00:00Z' }),
      row('R-12', { status: 'Cancelled' }),
      row('R-13', { fourjaw_downtime_id: 'nosuch' }),
      row('R-14', { machine_id: mill2, fourjaw_downtime_id: stop1 }),
      row('R-15', { machine_down: 'perhaps' }),
      row('R-16', { restored_at: '2025-01-01T00:00:00Z' }),
      row('R-17', { machine_down: 'no', down_from: '2025-01-01T00:00:00Z' }),
      row('R-18', { reported_by: 'x'.repeat(201) }),
      row('R-19', { hold_reason: 'lunch' }),
      row('R-20', { due_at: future, priority: 'critical' }),
      row('R-20a', { hold_reason: 'parts' }),
      row('R-21', {
        status: 'Resolved',
        logged_time: '2025-02-01T00:00:00Z',
        started_at: '2025-02-03T00:00:00Z',
        resolved_time: '2025-02-02T00:00:00Z',
      }),
      row('R-22', {
        status: 'Cancelled',
        logged_time: '2025-02-01T00:00:00Z',
        acknowledged_at: '2025-02-03T00:00:00Z',
        cancelled_at: '2025-02-02T00:00:00Z',
      }),
    );
    const dry = await load(text, { dryRun: true });
    const loaded = await load(text);
    assert.deepEqual(counts(loaded), [2, 0, 23]);
    assert.deepEqual({ ...dry.body, dry_run: false }, loaded.body, 'the dry run said the same');
    assert.deepEqual(
      loaded.body.rejects.map((reject: any) => [reject.line, reject.column]),
      [
        [3, 'external_id'],
        [4, 'external_id'],
        [5, 'machine_id'],
        [6, 'description'],
        [7, 'incident_category'],
        [8, 'priority'],
        [9, 'status'],
        [10, 'logged_time'],
        [11, 'logged_time'],
        [12, 'resolved_time'],
        [13, 'resolved_time'],
        [14, 'resolved_time'],
        [15, 'cancelled_at'],
        [16, 'fourjaw_downtime_id'],
        [17, 'fourjaw_downtime_id'],
        [18, 'machine_down'],
        [19, 'restored_at'],
        [20, 'down_from'],
        [21, 'reported_by'],
        [22, 'hold_reason'],
        [24, 'hold_reason'],
        [25, 'resolved_time'],
        [26, 'cancelled_at'],
      ],
    );
    const messages = loaded.body.rejects.map(({ message }: { message: string }) => message);
    assert.equal(messages[0], 'line 2 has it already');
    assert.match(messages[4], /must be one of Mechanical, Electrical/);
    assert.equal((await found('text=R'))[0].due_at, '2036-01-01T00:00:00.000Z', 'a chosen due date may be to come');
  });

  test('a file without its columns, an empty one, two files and a broken form are refused whole', async () => {
    const before = (await app.newEvents()).length;
    for (const text of ['', 'external_id,machine_id\nX-1,mill-1', 'a;b;c\n']) {
      const { status, body } = await load(text);
      assert.deepEqual([status, body.code], [422, 'upload-invalid'], text);
    }
    const part = (name: string) =>
      `--b\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${file({ external_id: name, machine_id: mill1, description: 'x' })}\r\n`;
    const form = { type: 'multipart/form-data; boundary=b' };
    const two = await load(`${part('F-1')}${part('F-2')}--b--\r\n`, form);
    assert.equal(two.body.code, 'upload-invalid');
    const broken = await load(part('F-3'), form);
    assert.ok(broken.status === 400 || broken.status === 422, JSON.stringify(broken.body));
    assert.equal((await app.newEvents()).length, before);
    const one = await load(`${part('F-4')}--b--\r\n`, form);
    assert.deepEqual(counts(one), [1, 0, 0], JSON.stringify(one.body));
    const misspelt = await load('external_id,machine_id,description,Assignee\nF-5,mill-1,x,Tess\n');
    assert.deepEqual([...counts(misspelt), misspelt.body.ignored_columns], [1, 0, 0, ['Assignee']]);
    for (const role of ['TECHNICIAN', 'VIEWER'] as const) {
      assert.equal((await load(file(), { role })).status, 403);
    }
  });

  test('the same file from three at once makes each ticket once', async () => {
    const text = file(
      ...Array.from({ length: 450 }, (_, at) => ({
        external_id: `P-${at}`,
        machine_id: mill1,
        description: `Parallel ${at}`,
      })),
    );
    const loads = await Promise.all([load(text), load(text), load(text)]);
    assert.ok(
      loads.every(({ status }) => status === 200),
      JSON.stringify(loads.map(({ body }) => body)),
    );
    assert.equal(
      loads.reduce((sum, { body }) => sum + body.created, 0),
      450,
    );
    assert.equal(
      loads.reduce((sum, { body }) => sum + body.unchanged, 0),
      900,
    );
    const { total } = (await app.as.VIEWER('GET', '/api/v1/tickets/search?text=parallel&with_total=true&limit=1')).body;
    assert.equal(total, 450);
  });

  test('what comes out has every ticket of the filter in order, is harmless in a spreadsheet, and goes in again', async () => {
    const { id } = await app.open({ description: '=1+1, "quoted"\nand more', machine_id: mill2, priority: 'Critical' });
    await app.as.SUPERVISOR('POST', `/api/v1/tickets/${id}/assign`, { assignee_id: app.ids.TECHNICIAN });
    const { status, text, headers: told } = await download();
    assert.equal(status, 200);
    assert.match(String(told['content-type']), /^text\/csv/);
    assert.match(String(told['content-disposition']), /filename="tickets.csv"/);
    const rows = await csvRowsOf(text);
    const { total } = (await app.as.VIEWER('GET', '/api/v1/tickets/search?with_total=true&limit=1')).body;
    assert.equal(rows.length, total);
    assert.match(text, /"'=1\+1, ""quoted""\nand more"/);
    const [newest] = await csvRowsOf((await download('?priority=Critical&machine_ids=mill-2')).text);
    assert.deepEqual(
      [newest?.['id'], newest?.['machine_name'], newest?.['assignee'], newest?.['status'], newest?.['overdue']],
      [String(id), 'Mill 2', 'Test TECHNICIAN', 'Open', 'false'],
    );
    const found = await csvRowsOf((await download('?text=parallel')).text);
    const order = found.map((row) => `${row['logged_time']} ${String(row['id']).padStart(9, '0')}`);
    assert.equal(order.length, 450);
    assert.deepEqual(order, order.toSorted().reverse());
    for (const query of ['?colour=red', '?sort=priority']) assert.equal((await download(query)).status, 422);

    const back = await load(text);
    assert.equal(back.body.created, 0, 'known ones are known');
    const withoutIds = rows.filter((row) => row['external_id'] === undefined).length;
    assert.deepEqual([back.body.unchanged, back.body.refused], [rows.length - withoutIds, withoutIds]);
    const other = await load(text.replaceAll('\r\nOLD-', '\r\nNEW-').replaceAll(/^(\d+),OLD-/gm, '$1,NEW-'));
    assert.deepEqual([other.body.created], [3], JSON.stringify(other.body.rejects.slice(0, 3)));
  });
});
