import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import type { CsvRejection } from '../../../src/kernel/csv-table.ts';
import type { MachinesTables } from '../../../src/modules/machines/tables.ts';
import { lockTable } from '../../../src/platform/database/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { type FollowedLogs, followLogs } from '../../support/followed-logs.ts';

onEachEngine('machines as CSV', (under) => {
  let running: TestApp;
  let logs: FollowedLogs;
  let lineId = 0;
  let supervisor: { authorization: string };

  before(async () => {
    running = await startTestApp(under);
    const { machines } = running.services;
    const actor = systemActor('test');
    const site = await machines.createPlace(actor, { name: 'Leeds' });
    const area = await machines.createPlace(actor, { name: 'Roll forming', parentId: site.id });
    lineId = (await machines.createPlace(actor, { name: 'Line 1', parentId: area.id })).id;
    await machines.createMachine(actor, { id: 'mill-1', name: 'Mill 1', hourlyCost: 120, notes: 'Old' });
    for (const id of ['twin-a', 'twin-b']) await machines.createMachine(actor, { id, name: 'Twin' });
    supervisor = await running.signIn('SUPERVISOR');
    logs = await followLogs(running.services.store);
  });

  async function send(content: string, query = '') {
    const answer = await running.app.inject({
      method: 'POST',
      url: `/api/v1/machines/import${query}`,
      headers: { ...supervisor, 'content-type': 'text/csv' },
      payload: content,
    });
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json();
  }
  const exported = async (query = '') =>
    (await running.app.inject({ url: `/api/v1/machines.csv${query}`, headers: supervisor })).body;

  const file = [
    'id,Name,place,criticality,hourly_cost,target_oee,micro_stop_seconds,colour,notes',
    'mill-1,Mill 1,leeds / roll forming / LINE 1,a,150.5,,,red,',
    'press-9,Press 9,,,,80,1.5,,"=1+1, really"',
    ',Saw,,,,,,,',
    ',twin,,,,,,,',
    'twin-a,Twin,Nowhere,,,,,,',
    ',Press 8,,D,,,,,',
    ',Press 7,,,"1,5",,,,',
    'press-9,Press nine,,,,,,,',
    'a b,Press 6,,,,,,,',
    ',,,,,,,,',
  ].join('\n');
  const rejects = [
    { line: 5, column: 'name', message: 'is the name of several machines: give the id', value: 'twin' },
    { line: 6, column: 'place', message: 'is no site, area or line: names joined by " / "', value: 'Nowhere' },
    { line: 7, column: 'criticality', message: 'must be A, B or C', value: 'D' },
    {
      line: 8,
      column: 'hourly_cost',
      message: 'must be a number from 0 to 1000000000, with a point for decimals',
      value: '1,5',
    },
    { line: 9, column: 'id', message: 'is spoken of in line 3 already', value: 'press-9' },
    {
      line: 10,
      column: 'id',
      message: 'contains a space, a control character, half a character or one of / \\ , # + ? %',
      value: 'a b',
    },
    { line: 11, column: 'name', message: 'is empty: a machine needs a name', value: '' },
  ];
  const ignored_columns = ['colour'];
  const summary = { created: 2, changed: 1, unchanged: 0, refused: 7, ignored_columns, rejects };

  test('a dry run says what would come of it and writes nothing', async () => {
    const before = await exported();
    assert.deepEqual(await send(file, '?dry_run=true'), { dry_run: true, ...summary });
    assert.equal(await exported(), before);
  });

  test('good rows make and change machines, with events and audit; refused ones are listed with line and column', async () => {
    await logs.newEvents();
    await logs.newAudit();
    assert.deepEqual(await send(file), { dry_run: false, ...summary });
    const { machines } = running.services;
    const mill = await machines.getMachine('mill-1');
    assert.deepEqual(
      [mill.placeId, mill.criticality, mill.hourlyCost, mill.notes, mill.version],
      [lineId, 'A', 150.5, 'Old', 2],
      'an empty cell leaves what is there',
    );
    const press = await machines.getMachine('press-9');
    assert.deepEqual([press.targetOee, press.microStopMs, press.notes], [80, 1_500, '=1+1, really']);
    assert.deepEqual((await logs.newEvents()).map(({ type }) => type).sort(), [
      'machine.changed',
      'machine.created',
      'machine.created',
    ]);
    const changed = (await logs.newAudit()).find(({ action }) => action === 'machine.changed');
    assert.deepEqual(changed?.after, { placeId: lineId, criticality: 'A', hourlyCost: 150.5 });
  });

  test('an export can be imported again, and changes nothing', async () => {
    const content = await exported();
    assert.match(content, /\r\npress-9,Press 9,,,,80,1\.5,,,,"'=1\+1, really",/);
    assert.match(content, /\r\nmill-1,Mill 1,Leeds \/ Roll forming \/ Line 1,A,150\.5,/);
    await logs.newEvents();
    const again = await send(content);
    assert.deepEqual([again.created, again.changed, again.unchanged, again.refused], [0, 0, 5, 0]);
    assert.deepEqual(await logs.newEvents(), []);
    assert.equal((await exported('?criticality=A')).trim().split('\r\n').length, 2);
  });

  test('thousands of rows go in, also twice at once: each machine is made once', async () => {
    const rows = Array.from({ length: 450 }, (_, at) => `bulk-${at},Bulk ${at},7.5`);
    const content = ['id,name,hourly_cost', ...rows].join('\n');
    const both = await Promise.all([send(content), send(content)]);
    assert.equal(both[0].created + both[1].created, 450);
    assert.equal(both[0].unchanged + both[1].unchanged, 450);
  });

  test('who loads the same names twice at once makes each machine once', async () => {
    const content = ['name', ...Array.from({ length: 450 }, (_, at) => `Nameless ${at}`)].join('\n');
    const answers = await Promise.all([send(content), send(content), send(content)]);
    const sum = (of: 'created' | 'unchanged') => answers.reduce((all, answer) => all + answer[of], 0);
    assert.deepEqual([sum('created'), sum('unchanged')], [450, 900]);
    const made = (await exported('?text=nameless')).trim().split('\r\n').slice(1);
    assert.equal(made.length, 450);
  });

  test('while a file goes in, what machines send and report goes on', async () => {
    const { store } = running.services;
    await store.transact(systemActor('test'), async (tx) => {
      await lockTable(tx.access<MachinesTables>(), tx.engine, 'machines', 'write');
      if (under.engine === 'sqlite') return;
      const opened = await running.app.inject({
        method: 'POST',
        url: '/api/v1/tickets',
        headers: supervisor,
        payload: { machine_id: 'mill-1', description: 'Refers to a machine' },
      });
      assert.equal(opened.statusCode, 201, opened.body);
    });
  });

  test('a line comes to the same behind the end of a batch as before it, and in a dry run', async () => {
    await send('id,name\nborder-1,Border one\nborder-2,Border two\n');
    const first = ['border-1,Border new', 'border-3,Border three'];
    const later = [',Border one', ',Border new', 'border-1,Again', ',border THREE', 'border-2,Border new'];
    const refused = [
      ['name', 'is spoken of in line 2 already'],
      ['name', 'is spoken of in line 2 already'],
      ['id', 'is spoken of in line 2 already'],
      ['name', 'is spoken of in line 3 already'],
    ];
    for (const between of [0, 250]) {
      const filler = Array.from({ length: between }, (_, at) => `filler-${at},Filler ${at}`);
      const content = ['id,name', ...first, ...filler, ...later].join('\n');
      const dry = await send(content, '?dry_run=true');
      assert.deepEqual(
        dry.rejects.map(({ column, message }: CsvRejection) => [column, message]),
        refused,
        `${between} rows between`,
      );
      assert.deepEqual([dry.created, dry.changed], [between + 1, 2]);
      if (between > 0) assert.deepEqual(await send(content), { ...dry, dry_run: false });
    }
  });

  test('an export has each machine once, however they are renamed between its pages', async () => {
    const { machines } = running.services;
    const pages = machines.exportMachines({})[Symbol.asyncIterator]();
    const [, first] = [await pages.next(), String((await pages.next()).value)];
    const known = new Set((await machines.listAllMachines()).map(({ id }) => id));
    const idOf = (line: string) => line.slice(0, line.indexOf(','));
    const seen = first.trim().split('\r\n').map(idOf);
    const later = [...known].find((id) => !seen.includes(id)) ?? '';
    await machines.changeMachine(systemActor('test'), seen[0] ?? '', { name: 'Zzz' });
    await machines.changeMachine(systemActor('test'), later, { name: 'Aaa' });
    let rest = '';
    for (let piece = await pages.next(); piece.done !== true; piece = await pages.next()) rest += piece.value;
    const ids = [...seen, ...rest.trim().split('\r\n').map(idOf)];
    assert.deepEqual(ids.toSorted(), [...known].toSorted());
  });

  test('a file without names is refused whole, and so is who may not manage machines', async () => {
    const post = async (headers: Record<string, string>, payload: string) => {
      const url = '/api/v1/machines/import';
      return running.app.inject({ method: 'POST', url, headers: { ...headers, 'content-type': 'text/csv' }, payload });
    };
    const nameless = await post(supervisor, 'id\nx\n');
    assert.deepEqual([nameless.statusCode, nameless.json().code], [422, 'upload-invalid']);
    const technician = await post(await running.signIn('TECHNICIAN'), 'name\nX\n');
    assert.equal(technician.statusCode, 403);
  });
});
