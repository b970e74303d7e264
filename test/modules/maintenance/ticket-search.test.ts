import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { type MaintenanceApp, mill1, mill2, startMaintenanceApp } from './maintenance-app.ts';

const HOUR_MS = 3_600_000;

onEachEngine('the search for tickets', (under) => {
  let app: MaintenanceApp;
  /** Names of this test → numbers of tickets. */
  const numbers = new Map<string, number>();
  let start = 0;

  before(async () => {
    app = await startMaintenanceApp(under);
    const { as, ids, clock } = app;
    start = clock.now();
    const file = async (name: string, body: object, ...moves: (readonly [string, object])[]) => {
      clock.advance(60_000);
      const { id } = await app.open({ description: name, ...body });
      numbers.set(name, id);
      for (const [move, given] of moves) {
        assert.equal((await as.SUPERVISOR('POST', `/api/v1/tickets/${id}/${move}`, given)).status, 200);
      }
    };
    const take = ['assign', { assignee_id: ids.TECHNICIAN, team: 'Hydraulics' }] as const;
    const done = ['resolve', { remedy: 'Dichtung erneuert: größer' }] as const;
    await file('Oil under the coiler', { priority: 'High', incident_category: 'Hydraulic' }, take);
    await file('Coil jammed', { priority: 'Critical', machine_down: true }, take, ['start', {}]);
    await file('Noise', { priority: 'Low', machine_id: mill2, due_at: null });
    await file('Oil filter', { priority: 'Medium', machine_id: mill2, incident_category: 'Hydraulic' }, done);
    await file('Software stuck', { incident_category: 'Software', team: 'IT' }, done, ['close', {}]);
    await file('Duplicate of the noise', { priority: 'High' }, ['cancel', { reason: 'Duplicate' }]);
    await file('Waiting for parts', {}, ['start', {}], ['hold', { reason: 'parts' }]);
    clock.advance(60_000);
    await as.OPERATOR('POST', `/api/v1/tickets/${numbers.get('Noise')}/notes`, { note: 'Lager am Kühler läuft heiß' });
  });

  async function found(query: string, role: 'VIEWER' | 'TECHNICIAN' = 'VIEWER'): Promise<string[]> {
    const { status, body } = await app.as[role]('GET', `/api/v1/tickets/search?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items.map(({ description }: { description: string }) => description);
  }

  const newest = [
    'Waiting for parts',
    'Duplicate of the noise',
    'Software stuck',
    'Oil filter',
    'Noise',
    'Coil jammed',
    'Oil under the coiler',
  ];

  test('lists the newest logged first, each as it is read alone', async () => {
    assert.deepEqual(await found(''), newest);
    const { body } = await app.as.VIEWER('GET', '/api/v1/tickets/search');
    for (const item of body.items) {
      assert.deepEqual((await app.as.VIEWER('GET', `/api/v1/tickets/${item.id}`)).body, item);
    }
  });

  test('filters by status, priority, machine, assignee, category, team, flags, source and time, each narrowing the others', async () => {
    assert.deepEqual(await found('status=Open'), ['Noise', 'Oil under the coiler']);
    assert.deepEqual(await found('status[]=In+Progress&status[]=On%20Hold'), ['Waiting for parts', 'Coil jammed']);
    assert.deepEqual(await found('status=Resolved,Closed'), ['Software stuck', 'Oil filter']);
    assert.deepEqual(await found('priority=High,Critical'), [
      'Duplicate of the noise',
      'Coil jammed',
      'Oil under the coiler',
    ]);
    assert.deepEqual(await found(`machine_ids=${mill2}`), ['Oil filter', 'Noise']);
    assert.deepEqual(await found(`machine_ids=${mill2},${mill1}&limit=1`), ['Waiting for parts']);
    assert.deepEqual(await found(`assignee_id=${app.ids.TECHNICIAN}`), ['Coil jammed', 'Oil under the coiler']);
    assert.deepEqual(await found('assignee_id=me&status=Open', 'TECHNICIAN'), ['Oil under the coiler']);
    assert.deepEqual(await found('assignee_id=me&status=Open'), [], 'who asks decides');
    assert.deepEqual(await found('assignee_id=me&status=Open', 'TECHNICIAN'), ['Oil under the coiler']);
    assert.deepEqual(await found('assignee_id=none&status=Open'), ['Noise']);
    assert.deepEqual(await found('category=hydraulic'), ['Oil filter', 'Oil under the coiler']);
    assert.deepEqual(await found('category=Banana'), []);
    assert.deepEqual(await found('team=IT'), ['Software stuck']);
    assert.deepEqual(await found('machine_down=true'), ['Coil jammed']);
    assert.equal((await found('machine_down=false')).length, 6);
    assert.equal((await found('source=person')).length, 7);
    assert.deepEqual(await found('source=plan'), []);
    const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();
    assert.deepEqual(await found(`start_time=${at(2)}&end_time=${at(4)}`), ['Noise', 'Coil jammed']);
    assert.deepEqual(await found(`machine_ids=${mill1}&category=Hydraulic&status=Open&text=oil`), [
      'Oil under the coiler',
    ]);
  });

  test('overdue are those that are not done and late', async () => {
    const nowMs = app.clock.now();
    assert.deepEqual(await found('overdue=true'), []);
    app.clock.set(nowMs + 5 * HOUR_MS);
    assert.deepEqual(await found('overdue=true'), ['Coil jammed']);
    assert.deepEqual(await found('overdue=true&sort=priority&order=asc'), ['Coil jammed']);
    assert.equal((await found('overdue=false')).length, 6);
    const { body } = await app.as.VIEWER('GET', '/api/v1/tickets/search?overdue=true');
    assert.equal(body.items[0].overdue, true);
    app.clock.set(nowMs);
  });

  test('finds what is due in a range, without those that have no due date, alone and with other filters', async () => {
    const dues = new Map<string, number>();
    for (const { description, due_at: dueAt } of (await app.as.VIEWER('GET', '/api/v1/tickets/search')).body.items) {
      if (dueAt !== null) dues.set(description, Date.parse(dueAt));
    }
    assert.ok(!dues.has('Noise'));
    const at = (ms: number | undefined) => new Date(ms ?? Number.NaN).toISOString();
    const first = dues.get('Coil jammed');
    assert.deepEqual(await found(`due_from=${at(first)}&due_to=${at((first ?? 0) + 1)}`), ['Coil jammed']);
    assert.deepEqual(await found(`due_to=${at(first)}`), [], 'the end is not part of it');
    assert.deepEqual(
      (await found(`due_from=${at(0)}&sort=due_at`)).toSorted(),
      [...dues.keys()].toSorted(),
      'whatever is sorted by',
    );
    assert.deepEqual(await found(`due_from=${at(0)}&sort=due_at&limit=1`), ['Coil jammed']);
    assert.deepEqual(await found(`due_from=${at(0)}&category=Hydraulic&status=Open`), ['Oil under the coiler']);
    const turned = `due_from=${at(first)}&due_to=${at((first ?? 0) - 1)}`;
    for (const list of ['/search', '.csv']) {
      assert.equal(outcomeOf(await app.as.VIEWER('GET', `/api/v1/tickets${list}?${turned}`)), '422 range-invalid');
    }
  });

  test('tells everybody what a ticket can be about', async () => {
    const categories = async () => (await app.as.VIEWER('GET', '/api/v1/tickets/categories')).body;
    const { items, default_category: usual } = await categories();
    assert.equal(usual, 'Other');
    assert.ok(items.some(({ name }: { name: string }) => name === 'Hydraulic'));
    const setting = '/api/v1/settings/tickets.categories';
    assert.equal((await app.as.ADMIN('PUT', setting, { value: ['Wire', 'Water'] })).status, 200);
    assert.deepEqual(await categories(), { items: [{ name: 'Wire' }, { name: 'Water' }], default_category: 'Wire' });
    await app.as.ADMIN('DELETE', setting);
  });

  test('finds words of the ticket, its remedy, its number and its notes, the last word as a beginning', async () => {
    assert.deepEqual(await found('text=oil'), ['Oil filter', 'Oil under the coiler']);
    assert.deepEqual(await found('text=COIL'), ['Coil jammed', 'Oil under the coiler']);
    assert.deepEqual(await found('text=coil+oil'), []);
    assert.deepEqual(await found('text=grosse'), []);
    assert.deepEqual(await found('text=größ'), ['Software stuck', 'Oil filter']);
    assert.deepEqual(await found('text=kuhler+heiß'), ['Noise']);
    const number = numbers.get('Software stuck');
    assert.deepEqual(await found(`text=%23${number}`), ['Software stuck']);
    for (const hostile of ['"', '*', 'NOT', 'a:b', "'", '(', '-', '%25', '&', '\\']) {
      assert.equal(
        (await app.as.VIEWER('GET', `/api/v1/tickets/search?text=${encodeURIComponent(hostile)}`)).status,
        200,
      );
    }
  });

  test('finds tickets by the name of their machine, alone or beside other words, whatever it is called by now', async () => {
    const onMill2 = ['Oil filter', 'Noise'];
    assert.deepEqual(await found('text=mill+2'), onMill2);
    assert.deepEqual(await found('text=MIL'), newest, 'a beginning of both names');
    assert.deepEqual(await found('text=oil+mill+2'), ['Oil filter']);
    assert.deepEqual(await found('text=mill+2+kuhler+heiß'), ['Noise'], 'a word of its note');
    assert.deepEqual(await found(`text=mill+1&machine_ids=${mill2}`), []);
    assert.deepEqual(await found('text=mill+1&status=Closed'), ['Software stuck']);
    assert.deepEqual(await found('text=mill+3'), []);
    const counted = await app.as.VIEWER('GET', '/api/v1/tickets/search?text=mill+2&with_total=true');
    assert.equal(counted.body.total, 2);
    const csv = await app.app.inject({ url: '/api/v1/tickets.csv?text=mill+2', headers: await app.signIn('VIEWER') });
    assert.equal(csv.body.trim().split('\r\n').length, 1 + 2);
    const rename = (name: string) => app.as.SUPERVISOR('PATCH', `/api/v1/machines/${mill2}`, { name });
    assert.equal((await rename('Kantbank Süd')).status, 200);
    assert.deepEqual(await found('text=mill+2'), []);
    assert.deepEqual(await found('text=kantbank+sud'), onMill2);
    assert.equal((await rename('Mill 2')).status, 200);
  });

  test('sorts by time logged, due date, priority and last change, both ways', async () => {
    assert.deepEqual(await found('order=asc'), newest.toReversed());
    assert.deepEqual((await found('sort=priority')).slice(0, 1), ['Coil jammed']);
    assert.deepEqual((await found('sort=priority&order=asc')).slice(0, 1), ['Noise']);
    assert.deepEqual((await found('sort=updated_at')).slice(0, 1), ['Noise'], 'a note is a change');
    const due = await found('sort=due_at');
    assert.deepEqual([due[0], due.at(-1)], ['Coil jammed', 'Noise'], 'the next first, those without a due date last');
    assert.deepEqual(await found('sort=due_at&order=desc'), due.toReversed());
  });

  for (const sort of ['logged_time', 'due_at', 'priority', 'updated_at']) {
    for (const order of ['asc', 'desc']) {
      test(`pages by ${sort} ${order} without losing or repeating a ticket`, async () => {
        const whole = await found(`sort=${sort}&order=${order}`);
        const paged: string[] = [];
        let cursor = '';
        do {
          const { body } = await app.as.VIEWER(
            'GET',
            `/api/v1/tickets/search?sort=${sort}&order=${order}&limit=2${cursor}`,
          );
          paged.push(...body.items.map(({ description }: { description: string }) => description));
          cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
        } while (cursor !== '');
        assert.deepEqual(paged, whole);
      });
    }
  }

  test('an empty search field is no filter', async () => {
    const all = (await app.as.VIEWER('GET', '/api/v1/tickets/search')).body;
    assert.ok(all.items.length > 1);
    for (const text of ['', '%20']) {
      assert.deepEqual((await app.as.VIEWER('GET', `/api/v1/tickets/search?text=${text}`)).body, all);
    }
  });

  test('counts when asked', async () => {
    const { body } = await app.as.VIEWER('GET', '/api/v1/tickets/search?with_total=true&limit=2&status=Open');
    assert.equal(body.total, 2);
    assert.equal((await app.as.VIEWER('GET', '/api/v1/tickets/search?limit=2')).body.total, undefined);
  });

  test('refuses what it does not know, and a cursor of another order', async () => {
    const refused = async (query: string) => outcomeOf(await app.as.VIEWER('GET', `/api/v1/tickets/search?${query}`));
    for (const query of [
      'status=Banana',
      'priority=Urgent',
      'sort=name',
      'order=up',
      'assignee_id=you',
      'limit=0',
      'limit=1001',
      'start_time=soon',
      'colour=red',
    ]) {
      assert.equal(await refused(query), '422 validation-failed', query);
    }
    for (const list of ['search', '.csv']) {
      const url = `/api/v1/tickets${list === 'search' ? '/search' : list}`;
      const outcome = async (query: string) => outcomeOf(await app.as.VIEWER('GET', `${url}?${query}`));
      assert.equal(await outcome('machine_ids=mill-1,nosuch'), '422 unknown-machine', list);
      const turned = 'start_time=2026-01-15T12:00:00Z&end_time=2026-01-15T11:00:00Z';
      assert.equal(await outcome(turned), '422 range-invalid', list);
    }
    const { body } = await app.as.VIEWER('GET', '/api/v1/tickets/search?limit=1');
    assert.equal(await refused(`sort=priority&cursor=${body.next_cursor}`), '422 cursor-invalid');
    assert.equal(await refused('cursor=x'), '422 cursor-invalid');
    const key = await app.as.ADMIN('POST', '/api/v1/api-keys', { name: 'screen', scopes: ['tickets:read'] });
    const asProgram = { authorization: `Bearer ${key.body.key}` };
    assert.equal((await app.as.VIEWER('GET', '/api/v1/tickets/search', undefined, asProgram)).status, 200);
    const me = await app.as.VIEWER('GET', '/api/v1/tickets/search?assignee_id=me', undefined, asProgram);
    assert.equal(outcomeOf(me), '422 validation-failed');
  });

  test('does the same amount of queries for a short page and a longer one', async () => {
    const queries = async (limit: number) => {
      const from = app.lines.length;
      await app.as.VIEWER('GET', `/api/v1/tickets/search?limit=${limit}`);
      return app.lines.slice(from).filter((line) => /\[database\] select .* from "(?!event_heads)/.test(line)).length;
    };
    const short = await queries(6);
    assert.ok(short > 1);
    assert.equal(await queries(7), short);
  });
});
