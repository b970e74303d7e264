/** Taking over the predecessor's database: what comes of a file with everything odd that is known of it. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { hash as bcrypt } from 'bcryptjs';
import { type Actor, systemActor } from '../../../src/kernel/access.ts';
import { DomainError } from '../../../src/kernel/errors.ts';
import { createTakeOver, type RowVerdict, type TakeOverSummary } from '../../../src/modules/predecessor/index.ts';
import type { OutboxTables } from '../../../src/platform/outbox/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { type EngineUnderTest, onEachEngine } from '../../support/engines.ts';
import { plain } from '../../support/pictures.ts';
import {
  changePredecessorFile,
  MILL_1,
  MILL_2,
  MILL_9,
  OLD_PASSWORD,
  oddRows,
  STOP_ID,
  writePredecessorFile,
} from '../../support/predecessor-file.ts';
import { readAllTables } from '../../support/table-contents.ts';

const actor: Actor = systemActor('import-predecessor');
const passwordHash = await bcrypt(OLD_PASSWORD, 4);
let folder: string;
let files = 0;
let uploads: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'milldash-predecessor-'));
  uploads = join(folder, 'uploads');
  await mkdir(join(uploads, 'ticket_images'), { recursive: true });
  const put = (name: string, content: string | Buffer) => writeFileSync(join(uploads, 'ticket_images', name), content);
  put('1_1748848000.jpg', await plain().jpeg().toBuffer());
  // a PNG by another name would be one as well
  put('1_1748848060.png', await plain().jpeg().toBuffer());
  put('2_1748848080.html', '<script>alert(1)</script>');
  writeFileSync(join(folder, 'secret.jpg'), await plain().jpeg().toBuffer());
});
after(() => rmSync(folder, { recursive: true, force: true }));

function newFile(options: Partial<Parameters<typeof writePredecessorFile>[1]> = {}): string {
  const path = join(folder, `${files++}.db`);
  writePredecessorFile(path, { passwordHash, ...options });
  return path;
}

interface Place {
  readonly test: TestApp;
  take(path: string, apply?: boolean): Promise<{ summary: TakeOverSummary; verdicts: RowVerdict[] }>;
}

async function newPlace(under: EngineUnderTest): Promise<Place> {
  const app = await startTestApp(under);
  return {
    test: app,
    async take(path, apply = true) {
      const verdicts: RowVerdict[] = [];
      const onRow = (verdict: RowVerdict) => void verdicts.push(verdict);
      return { summary: await createTakeOver(app.services).takeOver(actor, path, { apply, onRow, uploads }), verdicts };
    },
  };
}

/** `table id` → outcome, and the columns that something was found in. */
function told(verdicts: readonly RowVerdict[]): Record<string, string> {
  return Object.fromEntries(
    verdicts.map(({ table, id, outcome, findings }) => [
      `${table} ${id}`,
      [outcome, ...findings.map(({ kind, column }) => `${kind}:${column ?? ''}`)].join(' '),
    ]),
  );
}

onEachEngine('taking over a file with every oddity', (under) => {
  let place: Place;
  let first: Awaited<ReturnType<Place['take']>>;
  before(async () => {
    place = await newPlace(under);
    const path = newFile();
    const untouched = await readAllTables(place.test.services.database);
    const dry = await place.take(path, false);
    assert.deepEqual(await readAllTables(place.test.services.database), untouched, 'a dry run writes nothing');
    first = await place.take(path);
    assert.deepEqual(told(dry.verdicts), told(first.verdicts), 'a dry run says what a run does');
  });

  test('says of each row what became of it, and why', () => {
    assert.equal(first.summary.complete, true);
    const rows = Object.fromEntries(first.summary.tables.map(({ table, rows: count }) => [table, count]));
    const { machines, ...tables } = rows;
    assert.equal(machines, 7);
    assert.deepEqual(tables, Object.fromEntries(Object.entries(oddRows).map(([table, { length }]) => [table, length])));
    for (const { rows: all, taken, changed, unchanged, kept, refused } of first.summary.tables) {
      assert.equal(taken + changed + unchanged + kept + refused, all);
    }
    assert.deepEqual(outcomesOf('users'), {
      1: 'taken doubt:role',
      2: 'taken',
      3: 'changed change:email change:first_name',
      4: 'refused refusal:email',
      5: 'refused refusal:email',
      6: 'changed change:first_name change:last_name',
      7: 'changed change:role change:hashed_password',
    });
    assert.deepEqual(Object.values(outcomesOf('historical_machine_data')), [
      'taken',
      'changed change:downtime_reason_name change:productivity',
      'taken',
      'taken',
      'changed change:end_timestamp',
      'taken doubt:end_timestamp',
      'taken doubt:productivity',
      'taken',
      'refused refusal:end_timestamp',
      'refused refusal:start_timestamp',
      'refused refusal:classification',
      'refused refusal:productivity',
      'refused refusal:machine_id',
      'refused refusal:machine_id',
      'refused refusal:machine_id',
      'refused refusal:start_timestamp',
      'refused refusal:id',
    ]);
    assert.deepEqual(outcomesOf('products'), {
      1: 'taken',
      2: 'changed change:product_name',
      3: 'refused refusal:name',
      4: 'changed change:product_code',
      5: 'refused refusal:product_name',
      6: 'refused refusal:code',
    });
    assert.deepEqual(outcomesOf('production_runs'), {
      1: 'taken doubt:start_time',
      2: 'changed change:start_time change:scrap_length',
      3: 'changed change:end_time',
      4: 'changed change:end_time change:status',
      5: 'taken',
      6: 'changed change:status',
      7: 'refused refusal:product_id',
      8: 'refused refusal:end_time',
      9: 'refused refusal:end_time',
      10: 'refused change:start_time refusal:end_time',
    });
    assert.deepEqual(outcomesOf('cut_events'), {
      1: 'taken',
      2: 'taken',
      3: 'taken',
      4: 'refused refusal:cut_count',
      5: 'refused refusal:cut_count',
      6: 'refused refusal:timestamp_utc',
      7: 'refused refusal:timestamp_utc',
    });
    assert.deepEqual(outcomesOf('maintenance_tickets'), {
      1: 'taken doubt:logged_time',
      2: 'changed change:logged_time change:incident_category change:priority',
      3: 'changed change:resolved_time',
      4: 'changed change:fourjaw_downtime_id change:status change:incident_category change:priority',
      5: 'changed change:fourjaw_downtime_id change:resolved_time change:incident_category change:description change:priority',
      6: 'taken',
      7: 'changed change:status change:logged_time',
      5000000000: 'taken',
      8: 'refused refusal:logged_time',
      9: 'refused refusal:machine_id',
    });
    assert.deepEqual(outcomesOf('ticket_work_notes'), {
      1: 'taken',
      2: 'taken',
      3: 'changed change:author change:created_at',
      4: 'refused refusal:note',
      5: 'refused refusal:ticket_id',
      6: 'refused refusal:ticket_id',
      7: 'changed change:created_at',
      8: 'changed change:created_at',
    });
    assert.deepEqual(outcomesOf('repair_components'), {
      1: 'taken',
      2: 'changed change:current_stock',
      3: 'taken',
      4: 'refused refusal:name',
      5: 'refused refusal:component_name',
    });
    assert.deepEqual(outcomesOf('ticket_components_used'), {
      1: 'taken',
      2: 'taken',
      3: 'taken',
      4: 'refused refusal:quantity_used',
      5: 'refused refusal:quantity_used',
      6: 'refused refusal:component_id',
      7: 'refused refusal:ticket_id',
    });
    assert.deepEqual(outcomesOf('ticket_images'), {
      1: 'changed change:uploaded_at',
      2: 'changed change:uploaded_at',
      3: 'refused refusal:image_url',
      4: 'refused refusal:image_url',
      5: 'refused refusal:image_url',
      6: 'refused refusal:ticket_id',
    });
    assert.deepEqual(outcomesOf('machines'), {
      ghost: 'refused refusal:machine_id',
      [MILL_1]: 'taken',
      '68090a52b62cbb6cb53b0b61': 'changed change:name',
      [MILL_9]: 'taken doubt:machine_id',
      '': 'refused refusal:machine_id',
      all: 'refused refusal:machine_id',
      'a/b': 'refused refusal:machine_id',
    });
  });

  function outcomesOf(table: string): Record<string, string> {
    const own = first.verdicts.filter((verdict) => verdict.table === table);
    return Object.fromEntries(Object.entries(told(own)).map(([key, value]) => [key.slice(table.length + 1), value]));
  }

  test('keeps times, numbers and words, and invents none', async () => {
    const { services } = place.test;
    const ticket = async (id: number) => services.maintenance.tickets.viewOf(id);
    const at = (time: string) => Date.parse(`2025-06-02T${time}Z`);
    const one = await ticket(1);
    assert.deepEqual(
      [one.externalId, one.status, one.priority, one.category, one.description, one.loggedAt, one.resolvedAt],
      ['predecessor:1', 'Open', 'High', 'Mechanical', 'Oil under the coiler', at('05:00:00.123'), null],
    );
    const pictures = await services.maintenance.images.listImages(1);
    assert.deepEqual(
      pictures.map(({ caption, image }) => [caption, image.uploadedAt]),
      [
        ['The leak', 1_748_848_000_000],
        [null, 1_748_848_060_000],
      ],
    );
    const two = await ticket(2);
    assert.deepEqual([two.periodId, two.loggedAt, two.resolvedAt], [STOP_ID, at('06:30:00.250'), at('09:00:00')]);
    assert.deepEqual(
      two.componentsUsed.map(({ name, quantityUsed, currentStock }) => [name, quantityUsed, currentStock]),
      [['Bearing 6204', 2, 7]],
    );
    assert.deepEqual([one.dueAt, two.dueAt], [at('05:00:00.123') + 24 * 3_600_000, null], 'there were no due dates');
    const three = await ticket(3);
    assert.deepEqual(
      [three.status, three.resolvedAt, three.closedAt],
      ['Closed', at('11:30:00.500'), at('11:30:00.500')],
    );
    assert.deepEqual(
      three.workNotes.map(({ note, author, createdAt }) => [note, author, createdAt]),
      [
        ['Ordered a punch', { id: null, name: 'Olive Old' }, at('10:00:00')],
        ['Fitted \n it', { id: null, name: '<b>Boss</b>' }, at('11:30:00.500')],
        ['Clock ran ahead', { id: null, name: 'X' }, at('08:00:00')],
        ['Clock was never set', { id: null, name: 'X' }, at('08:00:00')],
      ],
    );
    assert.equal((await services.maintenance.tickets.listTickets({ text: 'fitted' })).items.length, 1);
    const four = await ticket(4);
    assert.deepEqual([four.status, four.category, four.priority, four.periodId], ['Open', 'Other', 'Medium', null]);
    const seven = await ticket(7);
    assert.equal(seven.loggedAt, seven.resolvedAt);
    const far = (await services.maintenance.tickets.listTickets({ text: 'far away' })).items[0];
    assert.equal(far?.externalId, 'predecessor:5000000000');
    assert.ok((far?.id ?? 0) < 100, 'a number that cannot be kept becomes the next one');

    const runs = (await services.production.listRuns({ limit: 100 })).items.toSorted((a, b) => a.id - b.id);
    assert.deepEqual(
      runs.map(({ id, status, scrapLength, startedAt, endedAt }) => [id, status, scrapLength, startedAt, endedAt]),
      [
        [1, 'COMPLETED', 1.5, at('05:00:00.123'), at('07:00:00')],
        [2, 'COMPLETED', null, at('07:00:00'), at('09:00:00')],
        [3, 'COMPLETED', null, Date.parse('2025-06-03T05:00:00Z'), Date.parse('2025-06-03T07:00:00Z')],
        [4, 'COMPLETED', null, Date.parse('2025-06-03T07:00:00Z'), Date.parse('2025-06-03T08:00:00Z')],
        [5, 'ACTIVE', null, Date.parse('2025-06-03T08:00:00Z'), null],
        [6, 'COMPLETED', null, at('05:00:00'), at('06:00:00')],
      ],
    );
    assert.deepEqual(
      runs.map(({ cutCount }) => cutCount),
      [6, 1, 0, 0, 0, 0],
    );
    assert.match(runs[1]?.note ?? '', /process started/);

    const stock = await services.inventory.listPickableComponents(0, 100);
    assert.deepEqual(
      stock.map(({ id, name, onHand }) => [id, name, onHand]),
      [
        [1, 'Bearing 6204', 7],
        [3, 'Seal kit', 0],
        [2, 'V-belt', 0],
      ],
    );
    const { items: ledger } = await services.inventory.listMovements({ componentId: 1 });
    assert.deepEqual(ledger.map(({ kind, quantity, onHandAfter }) => [kind, quantity, onHandAfter]).reverse(), [
      ['opening', 10, 10],
      ['issue', -2, 8],
      ['issue', -1, 7],
    ]);
  });

  test('lets people sign in with their old passwords, as what they were', async () => {
    const { users } = place.test.services;
    const origin = { address: '127.0.0.1' };
    const signIn = (email: string) => users.signIn(origin, { email, password: OLD_PASSWORD });
    assert.equal((await signIn('ada@mills.example')).user.role, 'ADMIN');
    assert.equal((await signIn('olive@mills.example')).user.role, 'OPERATOR');
    await assert.rejects(signIn('dora@mills.example'), { code: 'account-disabled' });
    await assert.rejects(signIn('hashless@mills.example'), { code: 'credentials-invalid' });
    const { rows } = await place.test.services.database.kysely
      .selectFrom('users')
      .select(['email', 'password_hash'])
      .execute()
      .then((all) => ({ rows: all as { email: string; password_hash: string | null }[] }));
    const kind = (email: string) => rows.find((row) => row.email === email)?.password_hash?.slice(0, 4);
    assert.deepEqual(
      ['ada', 'olive', 'dora', 'hashless'].map((name) => kind(`${name}@mills.example`)),
      ['$arg', '$arg', '$2b$', undefined],
    );
  });

  test('changes nothing the second time, and says so', async () => {
    const { database } = place.test.services;
    const path = newFile();
    const before = await readAllTables(database);
    const second = await place.take(path);
    assert.deepEqual(await readAllTables(database), before);
    const expected = first.verdicts.map(({ table, id, outcome }) => [
      table,
      id,
      outcome === 'refused' ? 'refused' : 'unchanged',
    ]);
    assert.deepEqual(
      second.verdicts.map(({ table, id, outcome }) => [table, id, outcome]),
      expected,
    );
  });

  test('takes what is new there, and leaves what people have changed here', async () => {
    const { services } = place.test;
    await services.maintenance.tickets.changeTicket(actor, 1, { description: 'Oil, and a lot of it' });
    const path = newFile();
    changePredecessorFile(
      path,
      `update maintenance_tickets set description = 'Rewritten there', status = 'Resolved' where id = 1;
       update historical_machine_data set downtime_reason_name = 'Rewritten there' where id = '${STOP_ID}';
       update cut_events set cut_count = 99 where id = 1;
       insert into products values (7, 'Brand new', null);
       insert into ticket_components_used values (8, 1, 1, 1)`,
    );
    const { verdicts } = await place.take(path);
    const now = told(verdicts);
    assert.equal(now['maintenance_tickets 1'], 'kept kept:');
    assert.equal(now[`historical_machine_data ${STOP_ID}`], 'kept kept:id');
    assert.equal(now['cut_events 1'], 'kept kept:id');
    assert.equal(now['products 7'], 'taken');
    assert.equal(now['ticket_components_used 8'], 'kept kept:component_id');
    const ticket = await services.maintenance.tickets.viewOf(1);
    assert.deepEqual([ticket.description, ticket.status], ['Oil, and a lot of it', 'Open']);
    assert.equal((await services.production.getProduct(7)).name, 'Brand new');
    assert.equal((await services.inventory.getComponent(1)).onHand, 7);
  });
});

onEachEngine('taking over into a factory that has data', (under) => {
  test('keeps its accounts, products and runs, and gives new numbers where the old ones are taken', async () => {
    const place = await newPlace(under);
    const { services } = place.test;
    await services.users.createUser(actor, {
      email: 'olive@mills.example',
      firstName: 'Olive',
      lastName: 'Here',
      role: 'SUPERVISOR',
      password: 'seven purple tractors',
    });
    const product = await services.production.createProduct(actor, { name: 'strut 41' });
    await services.machines.ensureMachines(actor, [{ id: MILL_1, name: 'Our name' }]);
    const opened = await services.maintenance.tickets.openTicket(actor, { machineId: MILL_1, description: 'Ours' });
    await services.production.recordRuns(actor, [
      {
        machineId: MILL_1,
        productId: product.id,
        startedAt: Date.parse('2025-06-02T08:00:00Z'),
        endedAt: Date.parse('2025-06-02T10:00:00Z'),
      },
    ]);
    const { verdicts } = await place.take(newFile());
    const now = told(verdicts);
    assert.equal(now['users 2'], 'kept kept:email');
    assert.equal(now[`machines ${MILL_1}`], 'kept kept:name');
    assert.equal(now['products 1'], 'kept kept:name');
    assert.equal(now['production_runs 2'], 'refused refusal:start_time');
    assert.equal(opened.id, 1);
    const { items: runs } = await services.production.listRuns({ limit: 100 });
    assert.equal(
      runs.find(({ startedAt }) => startedAt === Date.parse('2025-06-02T05:00:00.123Z'))?.productId,
      product.id,
    );
    const { items } = await services.maintenance.tickets.listTickets({ text: 'coiler' });
    assert.deepEqual(
      items.map(({ externalId, description }) => [externalId, description]),
      [['predecessor:1', 'Oil under the coiler']],
    );
    assert.ok((items[0]?.id ?? 0) > 9, 'above every old number, so that no other one is taken from its row');
    assert.equal((await services.maintenance.tickets.viewOf(2)).externalId, 'predecessor:2');
    assert.equal(
      (await services.users.signIn({}, { email: 'olive@mills.example', password: 'seven purple tractors' })).user
        .lastName,
      'Here',
    );
  });
});

onEachEngine('a take-over beside others', (under) => {
  test('leaves a period as it is that somebody tells of while its row is being compared', async () => {
    const { test: app } = await newPlace(under);
    const { timeline, machines } = app.services;
    await machines.ensureMachines(actor, [{ id: MILL_1, name: 'Mill 1' }]);
    const comparePeriods: typeof timeline.comparePeriods = async (periods) => {
      const compared = await timeline.comparePeriods(periods);
      const stop = periods.find(({ id }) => id === STOP_ID);
      if (stop !== undefined) {
        const source = { kind: 'upload', name: 'newer.csv' } as const;
        await timeline.recordPeriods(actor, [{ ...stop, reasonText: 'Told meanwhile' }], source);
      }
      return compared;
    };
    const verdicts: RowVerdict[] = [];
    const onRow = (verdict: RowVerdict) => void verdicts.push(verdict);
    const services = { ...app.services, timeline: { ...timeline, comparePeriods } };
    await createTakeOver(services).takeOver(actor, newFile(), { apply: true, onRow, uploads });
    assert.equal(told(verdicts)[`historical_machine_data ${STOP_ID}`], 'kept kept:id');
    const [fromMs, toMs] = [Date.parse('2025-06-02T06:30:00Z'), Date.parse('2025-06-02T07:00:00Z')];
    const periods = await timeline.listPeriods({ machineIds: [MILL_1], fromMs, toMs, limit: 10 });
    assert.equal(periods.find(({ id }) => id === STOP_ID)?.reasonText, 'Told meanwhile');
  });

  test('makes no machine that only refused runs name, and a dry run says the same', async () => {
    const place = await newPlace(under);
    const path = newFile();
    const start = "'2025-06-02 05:00:00'";
    changePredecessorFile(
      path,
      `insert into production_runs values (21, 'no-product', 99, ${start}, '2025-06-02 06:00:00', 'COMPLETED', null),
        (22, 'no-end', 1, ${start}, null, 'COMPLETED', null),
        (23, 'repeated-product', 3, ${start}, '2025-06-02 06:00:00', 'COMPLETED', null),
        (24, 'good', 1, ${start}, '2025-06-02 06:00:00', 'COMPLETED', null)`,
    );
    const dry = told((await place.take(path, false)).verdicts);
    const done = told((await place.take(path)).verdicts);
    assert.deepEqual(dry, done);
    for (const id of ['no-product', 'no-end', 'repeated-product']) {
      assert.equal(done[`machines ${id}`], 'refused refusal:machine_id', id);
    }
    assert.equal(done['machines good'], 'taken doubt:machine_id');
    const machines = (await place.test.services.machines.listAllMachines()).map(({ id }) => id);
    assert.deepEqual(machines.toSorted(), [MILL_1, MILL_2, MILL_9, 'good'].toSorted());
  });

  test('takes a picture once, also when it ends behind it and is resumed after the keys of requests are forgotten', async () => {
    const { test: app, take } = await newPlace(under);
    const { maintenance, store } = app.services;
    const path = newFile();
    const { images } = maintenance;
    const addImages: typeof images.addImages = async (...request) => {
      await images.addImages(...request);
      throw new Error('The process ends here.');
    };
    const services = { ...app.services, maintenance: { ...maintenance, images: { ...images, addImages } } };
    const ended = createTakeOver(services).takeOver(actor, path, { apply: true, uploads });
    await assert.rejects(ended, /The process ends here/);
    await store.access<OutboxTables>().deleteFrom('idempotency_keys').execute();
    const { verdicts, summary } = await take(path);
    assert.equal(summary.complete, true);
    assert.equal(told(verdicts)['ticket_images 1'], 'unchanged');
    const pictures = await images.listImages(1);
    assert.deepEqual(
      pictures.filter(({ caption }) => caption === 'The leak').map(({ caption }) => caption),
      ['The leak'],
    );
  });

  test('refuses a picture that cannot be decoded, also in a dry run', async () => {
    const place = await newPlace(under);
    const path = newFile();
    const whole = await plain().jpeg().toBuffer();
    writeFileSync(join(uploads, 'ticket_images', 'broken.jpg'), whole.subarray(0, Math.floor(whole.length / 2)));
    writeFileSync(join(uploads, 'ticket_images', 'empty.jpg'), '');
    changePredecessorFile(
      path,
      `insert into ticket_images values (31, 1, 'uploads/ticket_images/broken.jpg', '2025-06-02 06:00:00', null),
        (32, 1, 'uploads/ticket_images/empty.jpg', '2025-06-02 06:00:00', null)`,
    );
    const dry = await place.take(path, false);
    const done = await place.take(path);
    const reasonsOf = (verdicts: readonly RowVerdict[]) =>
      verdicts.filter(({ table }) => table === 'ticket_images').map(({ id, findings }) => [id, findings]);
    assert.deepEqual(reasonsOf(dry.verdicts), reasonsOf(done.verdicts));
    assert.equal(told(dry.verdicts)['ticket_images 31'], 'refused refusal:image_url');
    assert.equal(told(dry.verdicts)['ticket_images 32'], 'refused refusal:image_url');
    assert.equal((await place.test.services.maintenance.images.listImages(1)).length, 2);
  });
});

onEachEngine('a take-over that is stopped', (under) => {
  test('takes any number of machines, and a dry run says the same', async () => {
    const many = await newPlace(under);
    const cuts = Array.from({ length: 1_101 }, (_, at) => [at + 1, `many-${at}`, '2025-06-02 05:10:00', 1]);
    const path = newFile({ rows: { cut_events: cuts } });
    const dry = await many.take(path, false);
    const done = await many.take(path);
    assert.deepEqual(told(dry.verdicts), told(done.verdicts));
    assert.equal(done.summary.complete, true);
    assert.equal(done.summary.total.refused, 0);
    assert.equal((await many.test.services.machines.listAllMachines()).length, 1_101);
  });

  test('goes on where it was, however often, and comes to the same', async () => {
    const [whole, pieces] = [await newPlace(under), await newPlace(under)];
    const path = newFile();
    await whole.take(path);
    const seen = new Set<string>();
    for (let complete = false; !complete; ) {
      const controller = new AbortController();
      const onRow = ({ table }: RowVerdict) => {
        if (!seen.has(table)) controller.abort();
        seen.add(table);
      };
      const options = { apply: true, signal: controller.signal, onRow, uploads };
      ({ complete } = await createTakeOver(pieces.test.services).takeOver(actor, path, options));
    }
    assert.equal(seen.size, Object.keys(oddRows).length + 1);
    const told = async (place: Place) => {
      const contents = await readAllTables(place.test.services.database);
      const timeless = (rows: string[] | undefined) =>
        (rows ?? []).map((row) => row.replace(/"(created|updated|recorded|taken|activated|changed|due)_at":\d+/g, ''));
      const tables = ['products', 'components', 'stock_levels', 'tickets', 'ticket_notes', 'production_runs'];
      const more = ['cut_events', 'cut_sums', 'status_periods', 'shift_totals', 'machines', 'users', 'taken_over_rows'];
      return [...tables, ...more].map((table) => timeless(contents[table]).sort());
    };
    assert.deepEqual(await told(pieces), await told(whole));
  });
});

onEachEngine('files that are not as they should be', (under) => {
  test('are refused with a sentence where they are not the predecessor’s, and read as far as they go', async () => {
    const place = await newPlace(under);
    const path = newFile({ without: ['users', 'cut_events', 'ticket_images'] });
    changePredecessorFile(
      path,
      `create table older (id integer primary key, product_name text, colour text);
       insert into older select id, product_name, 'red' from products;
       drop table products;
       alter table older rename to products`,
    );
    const { summary, verdicts } = await place.take(path);
    assert.deepEqual(summary.missing, ['users', 'cut_events', 'ticket_images']);
    assert.equal(told(verdicts)['products 1'], 'taken');
    const refuses = (file: string, why: RegExp) =>
      assert.rejects(place.take(file), (error: Error & { code?: string }) => {
        assert.match(error.message, why);
        return error.code === 'upload-invalid';
      });
    await refuses(join(folder, 'missing.db'), /is not there/);
    await refuses(folder, /is not a file/);
    const text = join(folder, 'text.db');
    writeFileSync(text, 'This is a text and no database. '.repeat(100));
    await refuses(text, /is no SQLite database/);
    const other = join(folder, `${files++}-other.db`);
    changePredecessorFile(other, 'create table recipes (id integer primary key)');
    await refuses(other, /has none of its tables/);
    const damaged = newFile();
    const bytes = readFileSync(damaged);
    bytes.fill(7, 4_096 * 2, 4_096 * 4);
    writeFileSync(damaged, bytes);
    await refuses(damaged, /is damaged/);
  });

  test('with a picture that ends the decoder are taken all the same: it is refused, and tried again with the next run', async () => {
    const { test: app, take } = await newPlace(under);
    const { maintenance } = app.services;
    const failing = () => Promise.reject(new DomainError('decoder-failed', 'A failure here.'));
    const services = {
      ...app.services,
      maintenance: { ...maintenance, images: { ...maintenance.images, addImages: failing } },
    };
    const path = newFile();
    const verdicts: RowVerdict[] = [];
    const onRow = (verdict: RowVerdict) => void verdicts.push(verdict);
    const { complete } = await createTakeOver(services).takeOver(actor, path, { apply: true, onRow, uploads });
    assert.deepEqual([complete, told(verdicts)['ticket_images 1']], [true, 'refused refusal:image_url']);
    assert.match(told((await take(path)).verdicts)['ticket_images 1'] ?? '', /^changed/);
  });

  test('that are being written are refused, and are as they were afterwards', async () => {
    const place = await newPlace(under);
    const path = newFile();
    const before = readFileSync(path);
    const writer = new DatabaseSync(path);
    writer.exec('begin exclusive');
    await assert.rejects(place.take(path), /is being written at this moment/);
    writer.exec('rollback');
    writer.close();
    await place.take(path);
    assert.deepEqual(readFileSync(path), before);
  });
});
