/** The upload over HTTP: both forms of body, what is answered, and who may. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import { REJECTS_LISTED_MAX } from '../../../src/modules/ingestion/rejects-csv.ts';
import type { Store } from '../../../src/platform/outbox/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { type EngineUnderTest, onEachEngine } from '../../support/engines.ts';
import { columns, listEvents, listPeriods, row, rows } from './ingestion-fixture.ts';

const url = '/api/v1/ingestion/status-periods';
const UPLOAD_LIMIT_BYTES = 300_000;

const startApp = (under: EngineUnderTest): Promise<TestApp> =>
  startTestApp(under, {
    environment: { BODY_LIMIT_BYTES: '2048', UPLOAD_LIMIT_BYTES: String(UPLOAD_LIMIT_BYTES), LOG_LEVEL: 'info' },
  });

const boundary = 'xxBOUNDARYxx';

function multipart(files: readonly { name: string; text: string }[]): {
  headers: Record<string, string>;
  payload: string;
} {
  const parts = files.map(
    ({ name, text }) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n`,
  );
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: `${parts.join('')}--${boundary}--\r\n`,
  };
}

const text = (lines: readonly string[]) => [columns, ...lines].join('\n');
/** A body that fetch sends as it comes. */
const streamOf = (chunks: Iterable<string | Uint8Array> | AsyncIterable<string>) =>
  ReadableStream.from<string | Uint8Array>(chunks) as unknown as NonNullable<RequestInit['body']>;
const ids = (answer: LightMyRequestResponse) =>
  (answer.json() as { refusals: { line: number; reason: string }[] }).refusals.map(({ line, reason }) => [
    line,
    reason,
  ]);

/** The first event of a type, however long it takes to be committed. */
async function untilEvent(store: Store, type: string): Promise<Record<string, unknown>> {
  for (;;) {
    const committed = new Promise<void>((resolve) => store.onCommitted(() => resolve()));
    const [event] = await listEvents(store, type);
    if (event !== undefined) return event;
    await committed;
  }
}

onEachEngine('the upload of status periods', (under) => {
  test('takes a body of text/csv and answers the summary with every refused row', async () => {
    const { app, signIn, services } = await startApp(under);
    const answer = await app.inject({
      method: 'POST',
      url: `${url}?file_name=..%2Fmay.csv`,
      headers: { ...(await signIn('SUPERVISOR')), 'content-type': 'text/csv; charset=utf-8' },
      payload: text([...rows(0, 700), row(700, { id: '' }), 'short']),
    });
    assert.equal(answer.statusCode, 200, answer.body);
    const summary = answer.json();
    assert.deepEqual(
      [summary.complete, summary.rows, summary.inserted, summary.refused, summary.files[0].name],
      [true, 702, 700, 2, 'may.csv'],
    );
    assert.deepEqual(summary.refused_by_reason, [
      { reason: 'wrong-column-count', count: 1 },
      { reason: 'missing-id', count: 1 },
    ]);
    assert.deepEqual(ids(answer), [
      [702, 'missing-id'],
      [703, 'wrong-column-count'],
    ]);
    assert.equal(summary.machines[0].machine_id, 'mill-1');
    assert.equal((await listPeriods(services.database)).length, 700);
  });

  test('takes several files of one form, and tells of the one that it cannot read', async () => {
    const { app, signIn } = await startApp(under);
    const { headers, payload } = multipart([
      { name: 'one.csv', text: text(rows(0, 2)) },
      { name: 'photo.csv', text: `\u0000not a table${'x'.repeat(100_000)}` },
      { name: 'C:\\mill\\two.csv', text: text(rows(2, 3)) },
    ]);
    const answer = await app.inject({
      method: 'POST',
      url,
      headers: { ...(await signIn('ADMIN')), ...headers },
      payload,
    });
    assert.equal(answer.statusCode, 200, answer.body);
    const summary = answer.json();
    assert.deepEqual(
      summary.files.map((file: { name: string; inserted: number; complete: boolean }) => [
        file.name,
        file.inserted,
        file.complete,
      ]),
      [
        ['one.csv', 2, true],
        ['photo.csv', 0, false],
        ['two.csv', 1, true],
      ],
    );
    assert.match(summary.files[1].problem, /'photo.csv' cannot be read/);
    assert.equal(summary.complete, false);
  });

  test('answers the refused rows as CSV where that is asked for, with formulas made harmless', async () => {
    const { app, signIn } = await startApp(under);
    const answer = await app.inject({
      method: 'POST',
      url,
      headers: { ...(await signIn('ADMIN')), 'content-type': 'text/csv', accept: 'text/csv' },
      payload: text([row(0), row(1, { classification: '=HYPERLINK("x")'.replaceAll('"', '') })]),
    });
    assert.equal(answer.statusCode, 200, answer.body);
    assert.match(String(answer.headers['content-type']), /^text\/csv/);
    assert.match(String(answer.headers['content-disposition']), /rejects\.csv/);
    assert.equal(
      answer.body,
      'file,line,column,reason,message,value\r\n' +
        `upload.csv,3,classification,unknown-classification,"The classification is none of UPTIME, DOWNTIME, OFFLINE",'=HYPERLINK(x)\r\n`,
    );
  });

  test('answers every refused row as CSV, whatever the limit of the summary is', async () => {
    const { app, signIn } = await startApp(under);
    const answer = await app.inject({
      method: 'POST',
      url: `${url}?refusals_limit=2`,
      headers: { ...(await signIn('ADMIN')), 'content-type': 'text/csv', accept: 'text/csv' },
      payload: text(Array.from({ length: 1_200 }, () => 'short')),
    });
    assert.equal(answer.statusCode, 200, answer.body.slice(0, 200));
    const lines = answer.body.trimEnd().split('\r\n');
    assert.equal(lines.length, 1_201);
    assert.match(lines.at(-1) ?? '', /^upload\.csv,1201,,wrong-column-count,/);
    assert.equal(answer.headers['rejects-complete'], 'true');
  });

  test('says in its last lines and in a header that the refused rows are not all, or that a file failed', async () => {
    const { app, signIn } = await startApp(under);
    const { headers, payload } = multipart([
      { name: 'one.csv', text: text([row(0), 'short']) },
      { name: 'photo.csv', text: `\u0000not a table` },
      { name: 'many.csv', text: text(Array.from({ length: REJECTS_LISTED_MAX + 5 }, () => 'x')) },
    ]);
    const answer = await app.inject({
      method: 'POST',
      url,
      headers: { ...(await signIn('ADMIN')), ...headers, accept: 'text/csv' },
      payload,
    });
    assert.equal(answer.statusCode, 200, answer.body.slice(0, 200));
    assert.equal(answer.headers['rejects-complete'], 'false');
    const lines = answer.body.trimEnd().split('\r\n');
    assert.equal(lines.length, 1 + REJECTS_LISTED_MAX + 2);
    assert.match(lines.at(-2) ?? '', /^photo\.csv,,,file-failed,"?'photo\.csv' cannot be read/);
    assert.match(lines.at(-1) ?? '', /^,,,list-cut,"50,006 rows were refused; the first 50,000 are listed/);
  });

  test('as a dry run stores nothing, and lists no more refusals than asked for', async () => {
    const { app, signIn, services } = await startApp(under);
    const answer = await app.inject({
      method: 'POST',
      url: `${url}?dry_run=true&refusals_limit=1`,
      headers: { ...(await signIn('ADMIN')), 'content-type': 'text/csv' },
      payload: text([row(0), 'a', 'b']),
    });
    assert.equal(answer.statusCode, 200, answer.body);
    const summary = answer.json();
    assert.deepEqual([summary.dry_run, summary.inserted, summary.refused, summary.refusals.length], [true, 1, 2, 1]);
    assert.deepEqual(await listPeriods(services.database), []);
  });

  test('refuses a file without the needed columns, listing what is there and what is needed', async () => {
    const { app, signIn } = await startApp(under);
    const answer = await app.inject({
      method: 'POST',
      url,
      headers: { ...(await signIn('ADMIN')), 'content-type': 'text/csv' },
      payload: 'id,when\n1,2\n',
    });
    assert.equal(answer.statusCode, 422);
    const problem = answer.json();
    assert.equal(problem.code, 'upload-invalid');
    assert.match(problem.detail, /lacks the columns machine_id.*first line has: "id", "when".*Needed: id, machine_id/);
    assert.ok(problem.missing.includes('classification'));
  });

  test('refuses a form without a file, another kind of body, and more than the limit', async () => {
    const { app, signIn } = await startApp(under);
    const post = async (headers: Record<string, string>, payload: string) => {
      const answer = await app.inject({
        method: 'POST',
        url,
        headers: { ...(await signIn('ADMIN')), ...headers },
        payload,
      });
      return [answer.statusCode, answer.json().code];
    };
    const form = multipart([]);
    assert.deepEqual(await post(form.headers, form.payload), [422, 'upload-invalid']);
    assert.deepEqual(await post({ 'content-type': 'application/xml' }, '<a/>'), [415, 'media-type-unsupported']);
    for (const json of ['', 'null', '[]', '{}', '"x"']) {
      assert.deepEqual(await post({ 'content-type': 'application/json' }, json), [422, 'upload-invalid'], json);
    }
    assert.deepEqual(await post({}, ''), [422, 'upload-invalid']);
    const large = text(rows(0, 3_000));
    assert.ok(large.length > UPLOAD_LIMIT_BYTES);
    assert.deepEqual(await post({ 'content-type': 'text/csv' }, large), [413, 'body-too-large']);
    const largeForm = multipart([{ name: 'large.csv', text: large }]);
    assert.deepEqual(await post(largeForm.headers, largeForm.payload), [413, 'body-too-large']);
  });

  test('is for those who may write the timeline', async () => {
    const { app, signIn } = await startApp(under);
    const post = async (headers: Record<string, string>) =>
      (
        await app.inject({
          method: 'POST',
          url,
          headers: { ...headers, 'content-type': 'text/csv' },
          payload: text([]),
        })
      ).statusCode;
    assert.equal(await post({}), 401);
    for (const role of ['OPERATOR', 'TECHNICIAN', 'STOREKEEPER', 'VIEWER'] as const) {
      assert.equal(await post(await signIn(role)), 403, role);
    }
    for (const role of ['ADMIN', 'SUPERVISOR'] as const) assert.equal(await post(await signIn(role)), 200, role);
  });

  test('answers a refusal at once, while the file is still on its way', async () => {
    const { app, signIn } = await startApp(under);
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    const answer = await fetch(`${address}${url}`, {
      method: 'POST',
      headers: { ...(await signIn('ADMIN')), 'content-type': 'text/csv' },
      body: streamOf(['id,when\n', ...Array.from({ length: 40 }, () => Buffer.alloc(65_536, 'x'))]),
      duplex: 'half',
    });
    assert.equal(answer.status, 422);
    assert.match(((await answer.json()) as { detail: string }).detail, /lacks the columns/);
  });

  test('that breaks off keeps the batches that were recorded, and says so in the log of events', async () => {
    const { app, services, signIn } = await startApp(under);
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    const headers = { ...(await signIn('ADMIN')), 'content-type': 'text/csv' };
    async function* breaking() {
      yield text(rows(0, 700));
      const recorded = new Promise<void>((resolve) => services.store.onCommitted(() => resolve()));
      await recorded;
      throw new Error('the line is cut');
    }
    const sent = fetch(`${address}${url}`, {
      method: 'POST',
      headers,
      body: streamOf(breaking()),
      duplex: 'half',
    });
    await assert.rejects(sent);
    const event = await untilEvent(services.store, 'ingestion.stopped');
    assert.equal(event?.['inserted'], 500);
    assert.equal((await listPeriods(services.database)).length, 500);
  });
});
