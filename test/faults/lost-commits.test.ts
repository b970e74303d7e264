/** PostgreSQL whose answer to COMMIT is lost: what was stored is known, and is not stored a second time. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type ProductionApp, startProductionApp } from '../modules/production/production-app.ts';
import { type BreakingWire, openBreakingWire } from '../support/broken-commits.ts';
import { onEachEngine } from '../support/engines.ts';
import { clientOf, type Send } from '../support/http-client.ts';
import { until } from '../support/until.ts';

onEachEngine('a connection that breaks over a commit', (under) => {
  // of a file the outcome is always known
  if (under.engine === 'sqlite') return;
  let wire: BreakingWire;
  let app: ProductionApp;
  let admin: Send;
  let signedIn: { authorization: string };
  before(async () => {
    const createDatabaseUrl = async () => {
      wire = await openBreakingWire(await under.createDatabaseUrl());
      return wire.url;
    };
    app = await startProductionApp({ ...under, createDatabaseUrl });
    under.atEnd(async () => wire.close());
    signedIn = await app.signIn('ADMIN');
    admin = clientOf(app.app, signedIn);
  });

  const [CUTS, PRODUCTS, FILES] = ['insert into "cut_events"', 'insert into "products"', 'insert into "machine_files"'];
  const publish = (machineId: string, payload: unknown) =>
    app.services.signals.receive({
      topic: `milldash/v1/machines/${machineId}/cuts`,
      payload: Buffer.from(JSON.stringify(payload)),
      sender: null,
      patienceMs: 60_000,
    });
  async function countCuts(machineId: string): Promise<number> {
    const rows = await app.tables.selectFrom('cut_events').select('id').where('machine_id', '=', machineId).execute();
    return rows.length;
  }
  const storedSoFar = () => app.services.signals.counts().stored;

  for (const when of ['after', 'before'] as const) {
    for (const away of [false, true]) {
      const how = `${when} COMMIT, ${away ? 'and the database is away for a while' : 'and the database is there'}`;

      test(`cuts without an id are stored once: it breaks ${how}`, async () => {
        const machineId = await app.machine();
        const [before, lines] = [storedSoFar(), app.lines.length];
        wire.breakOn(CUTS, when, away);
        const published = publish(machineId, [{}, { cut_count: 2 }]);
        await wire.broken();
        if (away)
          await until('messages wait', () => app.lines.slice(lines).some((line) => line.includes('Messages wait')));
        wire.mend();
        await published;
        assert.equal(await countCuts(machineId), 2);
        assert.equal(storedSoFar() - before, 2);
        const told = (await app.newEvents()).filter(
          ({ type, subject }) => type === 'cuts.recorded' && subject === `machines/${machineId}`,
        );
        assert.equal(told.length, 1);
      });

      test(`what a person makes is made once, and the answer says so: it breaks ${how}`, async () => {
        const id = `made-${when}-${away}`;
        const key = { 'idempotency-key': id };
        const make = () => admin('POST', '/api/v1/products', { product_name: id }, key);
        wire.breakOn(PRODUCTS, when, away);
        const first = await make();
        wire.mend();
        assert.equal(first.status, when === 'after' && !away ? 201 : 503, JSON.stringify(first.body));
        if (first.status === 503) assert.equal(first.body.code, 'database-unavailable');
        const again = await make();
        assert.equal(again.status, 201, JSON.stringify(again.body));
        const made = await app.tables.selectFrom('products').select('id').where('name', '=', id).execute();
        assert.deepEqual(
          made.map((one) => one.id),
          [again.body.id],
        );
      });

      test(`a file that is kept has its content: it breaks ${how}`, async () => {
        const machineId = await app.machine();
        const content = `a manual, ${how}`;
        const key = { 'idempotency-key': `file-${when}-${away}` };
        const upload = async () => {
          const form = new FormData();
          form.append('file', new Blob([content]), 'manual.txt');
          const sent = new Request('http://mill', { method: 'POST', body: form });
          const payload = Buffer.from(await sent.arrayBuffer());
          return app.app.inject({
            method: 'POST',
            url: `/api/v1/machines/${machineId}/files`,
            payload,
            headers: { ...signedIn, ...key, 'content-type': sent.headers.get('content-type') ?? '' },
          });
        };
        wire.breakOn(FILES, when, away);
        const first = await upload();
        wire.mend();
        assert.equal(first.statusCode, when === 'after' && !away ? 201 : 503, first.body);
        const again = await upload();
        assert.equal(again.statusCode, 201, again.body);
        const { id } = again.json();
        const url = `/api/v1/machines/${machineId}/files/${id}`;
        const got = await app.app.inject({ url, headers: signedIn });
        assert.deepEqual([got.statusCode, got.body], [200, content]);
      });
    }
  }
});
