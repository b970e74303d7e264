/** What a line says, for people on the console and for programs in the file. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Fastify from 'fastify';
import { DomainError } from '../../src/kernel/errors.ts';
import { ConstraintViolation } from '../../src/platform/database/index.ts';
import { createLogger, logPayloads, logRequest, queryObserver } from '../../src/platform/logging/index.ts';
import { captureLog } from '../support/captured-log.ts';
import { TestClock } from '../support/clock.ts';

describe('the console', () => {
  test('a line reads: time, level, module, sentence, payload', async () => {
    await using captured = captureLog();
    captured.log
      .child({ module: 'maintenance' })
      .info({ payload: { ticketId: 123, priority: 'high' } }, "Ticket #123 opened by 'alice'");
    assert.equal(
      captured.console(),
      `[2026-09-02 14:23:01] [INFO] [maintenance] Ticket #123 opened by 'alice' (payload: {"ticketId":123,"priority":"high"})\n`,
    );
  });

  test('a logger without a module speaks for milldash, and levels are named in full', async () => {
    await using captured = captureLog({ level: 'trace' });
    for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) captured.log[level]('Said');
    assert.deepEqual(
      captured.consoleLines().map((line) => line.slice('[2026-09-02 14:23:01] '.length)),
      ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].map((label) => `[${label}] [milldash] Said`),
    );
  });

  test('other fields stand before the payload, then what the child logger is bound to', async () => {
    await using captured = captureLog();
    captured.log
      .child({ module: 'relay', requestId: 'r-1' })
      .warn({ payload: [1, 2], attempt: 3, topic: 'user', durationMs: 12.345, list: ['a'] }, 'Sent late');
    assert.equal(
      captured.console(),
      `[2026-09-02 14:23:01] [WARN] [relay] Sent late (attempt: 3, topic: "user", durationMs: 12.3, list: ["a"], requestId: "r-1", payload: [1,2])\n`,
    );
  });

  test('times are those of the zone that was asked for, UTC where none was', async () => {
    await using utc = captureLog();
    await using london = captureLog({ timeZone: 'Europe/London' });
    for (const captured of [utc, london]) {
      captured.clock.set('2026-07-01T23:30:00Z');
      captured.log.info('Night');
    }
    assert.match(utc.console(), /^\[2026-07-01 23:30:00\]/);
    assert.match(london.console(), /^\[2026-07-02 00:30:00\]/);
    assert.equal(london.records()[0]?.['@timestamp'], '2026-07-01T23:30:00.000Z');
  });

  test('an error is its message and causes; its stack is there at debug only', async () => {
    const error = new TypeError('no such column', { cause: new Error('disk is away') });
    await using info = captureLog();
    info.log.error({ err: error }, 'Load failed');
    assert.equal(
      info.console(),
      '[2026-09-02 14:23:01] [ERROR] [milldash] Load failed (error: TypeError: no such column ← disk is away)\n',
    );
    await using debug = captureLog({ level: 'debug' });
    debug.log.error({ err: error }, 'Load failed');
    assert.match(debug.console(), /\n {4}TypeError: no such column\n {8}at .*logging-lines\.test/);
    assert.match(debug.console(), /\n {4}Caused by: Error: disk is away\n {8}at /);
  });

  test('an error alone is the sentence and is not said twice', async () => {
    await using captured = captureLog();
    captured.log.error(new Error('The relay stopped'));
    captured.log.error({ err: new TypeError('gone') });
    assert.deepEqual(captured.consoleLines(), [
      '[2026-09-02 14:23:01] [ERROR] [milldash] The relay stopped',
      '[2026-09-02 14:23:01] [ERROR] [milldash] TypeError: gone',
    ]);
  });

  test('colour marks the level and nothing else', async () => {
    await using captured = captureLog({ colour: 'always' });
    captured.log.info('Started');
    assert.equal(captured.console(), '[2026-09-02 14:23:01] \x1b[32m[INFO]\x1b[0m [milldash] Started\n');
  });

  test('auto colours a terminal, and prints there at once', () => {
    let printed = '';
    const terminal = { isTTY: true, write: (text: string) => void (printed += text) };
    const { log } = createLogger({
      level: 'info',
      fileMaxBytes: 1,
      filesKept: 1,
      colour: 'auto',
      clock: new TestClock(),
      destination: terminal,
    });
    log.info('Started');
    assert.match(printed, process.env['NO_COLOR'] ? /\[INFO\]/ : /\x1b\[32m\[INFO\]\x1b\[0m/);
  });

  test('a reader that has gone, or a stream that throws, does not stop the process', () => {
    const broken = {
      write() {
        throw new Error('EPIPE');
      },
    };
    const { log } = createLogger({
      level: 'info',
      fileMaxBytes: 1,
      filesKept: 1,
      colour: false,
      clock: new TestClock(),
      destination: broken,
    });
    assert.doesNotThrow(() => {
      log.error('One');
      log.error('Two');
    });
  });

  test('a field whose reading throws leaves the line and says so', async () => {
    await using captured = captureLog();
    const payload = {
      get broken(): never {
        throw new Error('no');
      },
      kept: 1,
    };
    captured.log.info({ payload }, 'Read');
    assert.match(captured.console(), /Read \(payload: \{"broken":\[unreadable\],"kept":1\}\)/);
  });
});

describe('the file', () => {
  test('a line is one JSON object of Elastic Common Schema', async () => {
    await using captured = captureLog({ service: { version: '1.2.3', instance: 'node-a' } });
    captured.log.child({ module: 'users' }).warn(
      {
        action: 'login',
        outcome: 'failure',
        reason: 'password-wrong',
        user: 'alice',
        userId: 17,
        address: '203.0.113.7',
        requestId: 'r-1',
        durationMs: 1.5,
        failures: 3,
        locked: false,
        payload: { emailKnown: true },
      },
      "Sign-in of 'alice' refused",
    );
    const [record] = captured.records();
    const { 'host.hostname': host, 'process.pid': pid, ...rest } = record ?? {};
    assert.equal(typeof host, 'string');
    assert.equal(pid, process.pid);
    assert.deepEqual(rest, {
      '@timestamp': '2026-09-02T14:23:01.123Z',
      'log.level': 'warn',
      message: "Sign-in of 'alice' refused",
      'ecs.version': '8.17.0',
      'service.name': 'milldash',
      'service.version': '1.2.3',
      'service.node.name': 'node-a',
      'log.logger': 'users',
      'event.dataset': 'milldash.users',
      'event.action': 'login',
      'event.outcome': 'failure',
      'event.reason': 'password-wrong',
      'event.duration': 1_500_000,
      'user.name': 'alice',
      'user.id': 17,
      'client.ip': '203.0.113.7',
      'http.request.id': 'r-1',
      'milldash.failures': 3,
      'milldash.locked': false,
      'milldash.payload': '{"emailKnown":true}',
    });
    assert.deepEqual(Object.keys(record ?? {}).slice(0, 4), ['@timestamp', 'log.level', 'message', 'ecs.version']);
  });

  test('an error is type, message, code and stack with its causes', async () => {
    await using captured = captureLog();
    const err = new DomainError('database-busy', 'The database is busy.', {}, { cause: new RangeError('locked') });
    captured.log.error({ err }, 'Load failed');
    const [record] = captured.records();
    assert.equal(record?.['error.type'], 'DomainError');
    assert.equal(record?.['error.message'], 'The database is busy.');
    assert.equal(record?.['error.code'], 'database-busy');
    assert.match(
      String(record?.['error.stack_trace']),
      /DomainError: The database is busy\.\n +at [\s\S]*Caused by: RangeError: locked/,
    );
  });

  test('no name occurs twice: the line itself wins over what the child is bound to', async () => {
    await using captured = captureLog();
    captured.log.child({ module: 'http', reqId: 'bound', user: 'bound' }).info({ requestId: 'own' }, 'Answered');
    const text = captured.fileText();
    assert.equal(text.match(/"http\.request\.id":/g)?.length, 1);
    assert.equal(captured.records()[0]?.['http.request.id'], 'own');
    assert.equal(captured.records()[0]?.['user.name'], 'bound');
  });

  test('a name of a peer that is no address does not claim to be one', async () => {
    await using captured = captureLog();
    captured.log.info({ address: 'unix:socket' }, 'Connected');
    assert.equal(captured.records()[0]?.['client.address'], 'unix:socket');
    assert.equal(captured.records()[0]?.['client.ip'], undefined);
  });
});

describe('request lines', () => {
  const request = {
    method: 'GET',
    path: '/api/v1/machines?limit=5',
    status: 200,
    durationMs: 3.234,
    requestId: '0199',
    user: 'alice',
    userId: 17,
    address: '203.0.113.7',
  };

  test('a request is one line with method, path, status, time, user, id and address', async () => {
    await using captured = captureLog();
    logRequest(captured.log.child({ module: 'http' }), request);
    assert.equal(
      captured.console(),
      `[2026-09-02 14:23:01] [INFO] [http] GET /api/v1/machines?limit=5 200 3.2 ms by 'alice' (requestId: "0199", address: "203.0.113.7")\n`,
    );
    const [record] = captured.records();
    assert.deepEqual(
      [
        'http.request.method',
        'url.path',
        'http.response.status_code',
        'event.duration',
        'event.outcome',
        'http.request.id',
        'user.name',
        'user.id',
        'client.ip',
      ].map((name) => record?.[name]),
      ['GET', '/api/v1/machines?limit=5', 200, 3_234_000, 'success', '0199', 'alice', '17', '203.0.113.7'],
    );
  });

  test('a refused request is info, a failed one an error with its cause, a probe debug, a failing probe a warning', async () => {
    await using captured = captureLog({ level: 'debug' });
    const cases = [
      { status: 304, path: '/a' },
      { status: 404, path: '/a' },
      { status: 500, path: '/a', error: new Error('boom') },
      { status: 200, path: '/health/live' },
      { status: 503, path: '/health/ready' },
    ];
    for (const each of cases) logRequest(captured.log, { ...request, ...each });
    assert.deepEqual(
      captured.records().map((record) => record['log.level']),
      ['info', 'info', 'error', 'debug', 'warn'],
    );
    assert.equal(captured.records()[2]?.['error.message'], 'boom');
    assert.match(captured.console(), /GET \/a 500 .*, error: boom\)\n {4}Error: boom/);
  });

  test('bodies are shown at debug, serialised ones by what they say, and secrets in them are not', async () => {
    await using info = captureLog();
    await using debug = captureLog({ level: 'debug' });
    for (const captured of [info, debug]) {
      logPayloads(captured.log, {
        method: 'POST',
        path: '/auth/jwt/create',
        requestId: '0199',
        request: { email: 'a@b.example', password: 'hunter2hunter2' },
        response: JSON.stringify({ access: { token: 'aaa' }, items: [1] }),
      });
    }
    assert.equal(info.console(), '');
    assert.equal(
      debug.console(),
      `[2026-09-02 14:23:01] [DEBUG] [milldash] POST /auth/jwt/create payloads (requestId: "0199", request: {"email":"a@b.example","password":"[redacted]"}, response: {"access":{"token":"[redacted]"},"items":[1]})\n`,
    );
  });

  test("Fastify's own lines fit in", async () => {
    await using captured = captureLog();
    const app = Fastify({ loggerInstance: captured.log.child({ module: 'http' }) });
    app.get('/', async (incoming) => {
      incoming.log.info({ req: incoming }, 'Seen');
      return {};
    });
    await app.inject({ url: '/?token=verysecret', headers: { authorization: 'Bearer verysecret' } });
    await app.close();
    assert.match(captured.console(), /\[http\] Seen \(req: \{"method":"GET","url":"\/\?token=\[redacted\]"/);
    assert.doesNotMatch(captured.console() + captured.fileText(), /verysecret/);
  });
});

describe('queries', () => {
  test('each is a debug line with its time and rows, without the values of parameters', async () => {
    await using captured = captureLog({ level: 'debug' });
    queryObserver(captured.log.child({ module: 'database' }))({
      sql: '\n  select *\n  from "users"',
      durationMs: 1.25,
      rows: 3,
    });
    assert.equal(
      captured.console(),
      '[2026-09-02 14:23:01] [DEBUG] [database] select * from "users" (durationMs: 1.3, rows: 3)\n',
    );
  });

  test('a slow one is a warning, a failed one an error, a refusal by a constraint debug; the SQL is cut', async () => {
    await using captured = captureLog({ level: 'info' });
    const observe = queryObserver(captured.log);
    observe({ sql: `select ${'x'.repeat(5_000)}`, durationMs: 900, rows: 1 });
    observe({ sql: 'insert', durationMs: 1, rows: 0, failed: new Error('no such table') });
    observe({
      sql: 'insert',
      durationMs: 1,
      rows: 0,
      failed: new ConstraintViolation('unique', 'a_b_unique', undefined),
    });
    observe({ sql: 'select 1', durationMs: 1, rows: 1 });
    const lines = captured.consoleLines();
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /\[WARN\] .*Slow query: select x{100,493}… \(durationMs: 900, rows: 1\)$/);
    assert.match(lines[1] ?? '', /\[ERROR\] .*Query failed: insert \(durationMs: 1, error: no such table\)$/);
  });
});

test('a level that is off reads nothing and formats nothing', async () => {
  await using captured = captureLog({ level: 'info' });
  let reads = 0;
  const payload = {
    get value(): number {
      reads += 1;
      return 1;
    },
    toJSON(): unknown {
      reads += 1;
      return {};
    },
  };
  captured.log.debug({ payload }, 'Detail');
  logPayloads(captured.log, { method: 'GET', path: '/', requestId: '1', request: payload, response: payload });
  assert.equal(reads, 0);
  assert.equal(captured.console(), '');
  captured.log.level = 'debug';
  captured.log.debug({ payload }, 'Detail');
  assert.ok(reads > 0);
});
