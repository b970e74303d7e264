import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Finding } from '../../src/commands/doctor/finding.ts';
import { keepSecretKey, secretKeyFile } from '../../src/config/index.ts';
import { openDatabase } from '../../src/platform/database/index.ts';
import { addressOf, onEachEngine } from '../support/engines.ts';
import { FOURJAW_KEY, startFourJaw } from '../support/fourjaw-server.ts';
import { newFolder, runMilldash } from '../support/milldash-process.ts';
import { startSmtpServer } from '../support/smtp-server.ts';

interface Examination {
  readonly exitCode: number | null;
  readonly result: string;
  readonly findings: readonly Finding[];
}

async function examine(env: Record<string, string>, folder = newFolder()): Promise<Examination> {
  const { exitCode, stdout, stderr } = await runMilldash(['doctor', '--json'], {
    env: { PORT: '0', MQTT_PORT: '0', ...env },
    folder,
  });
  assert.equal(stderr, '');
  return { exitCode, ...(JSON.parse(stdout) as Omit<Examination, 'exitCode'>) };
}

function of(examination: Examination, check: string): Finding {
  const finding = examination.findings.find((each) => each.check === check);
  assert.ok(finding !== undefined, `${check} was not looked at`);
  return finding;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  after(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('milldash doctor', () => {
  test('finds nothing wrong with a new installation, and makes nothing', async () => {
    const folder = newFolder();
    const { exitCode, result, findings } = await examine({}, folder);
    assert.equal(exitCode, 0);
    assert.equal(result, 'OK');
    assert.ok(findings.every(({ level, advice }) => level === 'OK' && advice === undefined));
    assert.ok(!existsSync(join(folder, 'data')));
  });

  test('leaves an empty file as it is', async () => {
    const file = join(newFolder(), 'empty.db');
    writeFileSync(file, '');
    const { message } = of(await examine({ DATABASE_URL: file }), 'database');
    assert.match(message, /is not there yet/);
    assert.equal(statSync(file).size, 0);
  });

  test('prints one line for each check, and what to do below what is not in order', async () => {
    const { exitCode, stdout } = await runMilldash(['doctor'], {
      env: { PORT: '0', MQTT_PORT: '0', FACTORY_TIMEZON: 'Asia/Tokyo' },
    });
    assert.equal(exitCode, 0);
    assert.match(stdout, /^OK {4}clock {10}\d{4}-/m);
    assert.match(
      stdout,
      /^WARN {2}configuration {2}FACTORY_TIMEZON is not a variable.*\n +→ Correct it, or take it away/m,
    );
    assert.match(stdout, /^\d+ in order, 1 to look at, 0 failed\.$/m);
  });

  test('reports a wrong configuration like anything else that is wrong', async () => {
    const examination = await examine({ PORT: 'eighty', LOG_LEVEL: 'loud' });
    assert.equal(examination.exitCode, 1);
    assert.deepEqual(
      examination.findings.map(({ level, message }) => [level, message.split(';', 1)[0]]),
      [
        ['FAIL', "PORT is 'eighty'"],
        ['FAIL', "LOG_LEVEL is 'loud'"],
      ],
    );
  });

  test('warns of a secret key that others may read', async () => {
    const DATA_DIR = newFolder();
    keepSecretKey(DATA_DIR);
    assert.equal(of(await examine({ DATA_DIR }), 'secret key').level, 'OK');
    chmodSync(secretKeyFile(DATA_DIR), 0o640);
    const finding = of(await examine({ DATA_DIR }), 'secret key');
    assert.equal(finding.level, 'WARN');
    assert.match(finding.advice ?? '', /chmod 600/);
  });

  test('fails on a file where the data folder should be', async () => {
    const folder = newFolder();
    writeSync(openSync(join(folder, 'data'), 'w'), 'not a folder');
    const examination = await examine({}, folder);
    assert.equal(of(examination, 'data folder').level, 'FAIL');
    assert.equal(examination.exitCode, 1);
  });

  test('fails on a file that is no SQLite database', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'data'));
    writeSync(openSync(join(folder, 'data/milldash.db'), 'w'), 'x'.repeat(5_000));
    const finding = of(await examine({}, folder), 'database');
    assert.equal(finding.level, 'FAIL');
    assert.match(finding.message, /is not a SQLite database/);
    assert.match(finding.advice ?? '', /restore a backup/);
  });

  test('names a PostgreSQL that does not answer, without its password', async () => {
    const port = await listening(createServer((socket) => socket.destroy()));
    const { findings, exitCode } = await examine({
      DATABASE_URL: `postgres://mill:hunter2@127.0.0.1:${port}/milldash`,
    });
    assert.equal(exitCode, 1);
    assert.ok(findings.some(({ check, level }) => check === 'database' && level === 'FAIL'));
    assert.doesNotMatch(JSON.stringify(findings), /hunter2/);
  });

  test('fails when another program has the port', async () => {
    const port = await listening(createHttpServer((_, response) => response.writeHead(404).end()));
    const finding = of(await examine({ PORT: String(port) }), 'port');
    assert.equal(finding.level, 'FAIL');
    assert.match(finding.message, /Another program listens/);
  });

  test('tells whether the mail server lets us in', async () => {
    assert.match(of(await examine({}), 'mail').message, /nobody is sent e-mail/);
    const smtp = await startSmtpServer('kiwi lantern');
    after(() => smtp.close());
    const at = (password: string) => ({
      SMTP_URL: `smtp://milldash:${password}@127.0.0.1:${smtp.port}`,
      SMTP_FROM: 'milldash@mills.example',
      SMTP_TLS: 'never',
    });
    assert.equal(of(await examine(at('kiwi%20lantern')), 'mail').level, 'OK');
    const refused = of(await examine(at('hunter2')), 'mail');
    assert.deepEqual([refused.level, /535/.test(refused.message)], ['WARN', true]);
    assert.doesNotMatch(JSON.stringify(refused), /hunter2/);
  });

  test('tells whether FourJaw answers, accepts the key, and has the same time', async () => {
    const server = await startFourJaw();
    after(() => server.close());
    const environment = { FOURJAW_BASE_URL: server.baseUrl, FOURJAW_API_KEY: FOURJAW_KEY };
    const look = async () => {
      const { level, advice } = of(await examine(environment), 'fourjaw');
      return [level, advice];
    };
    assert.deepEqual(await look(), ['OK', undefined]);
    server.nowMs = () => Date.now() - 300_000;
    assert.deepEqual((await look())[0], 'WARN');
    server.fault = () => ({ status: 401 });
    assert.deepEqual(await look(), ['WARN', 'Check FOURJAW_API_KEY.']);
    assert.doesNotMatch(JSON.stringify(await examine(environment)), /5up3r-s3cret/);
  });

  test('tells whether the broker lets us in, or ours can listen', async () => {
    assert.match(of(await examine({ MQTT_EMBEDDED: 'false' }), 'broker').message, /None: machines cannot report/);
    assert.match(of(await examine({ MQTT_PORT: '0' }), 'broker').message, /Our own can listen/);
    const broker = createServer((socket) => socket.destroy());
    const port = await listening(broker);
    const there = of(await examine({ MQTT_PORT: '', MQTT_URL: `mqtt://127.0.0.1:${port}` }), 'broker');
    assert.equal(there.level, 'WARN');
    // by which of them depends on who was quicker
    assert.match(
      there.message,
      new RegExp(`^127.0.0.1 port ${port} ends the connection \\((no answer|ECONNRESET|EPIPE)\\)\\.$`),
    );
    const other = createServer();
    const taken = await listening(other);
    const { level, message } = of(await examine({ MQTT_PORT: String(taken) }), 'broker');
    assert.deepEqual([level, message], ['WARN', `Another program listens on 127.0.0.1 port ${taken}.`]);
    other.close();
  });
});

onEachEngine('milldash doctor on a database that is there', ({ engine, createDatabaseUrl }) => {
  test('finds it whole, up to date and set for durability', async () => {
    const examination = await examine({ DATABASE_URL: await createDatabaseUrl(), SECRET_KEY: 's'.repeat(32) });
    assert.equal(examination.result, 'OK');
    assert.match(of(examination, 'database').message, engine === 'sqlite' ? /^SQLite 3\./ : /^PostgreSQL \d+/);
    assert.match(
      of(examination, 'database settings').message,
      engine === 'sqlite' ? /journal_mode=wal, synchronous=2, foreign_keys=1/ : /fsync=on.*synchronous_commit=on/,
    );
    assert.match(of(examination, 'schema').message, /All \d+ steps are applied/);
    assert.equal(of(examination, 'database content').level, 'OK');
    if (engine === 'postgres') assert.equal(of(examination, 'database clock').level, 'OK');
  });

  test('warns of missing steps', async () => {
    const url = await createDatabaseUrl();
    const database = await openDatabase({ address: addressOf(url) });
    await database.kysely.deleteFrom('schema_migrations').where('name', '=', '0001-logs').execute();
    await database.close();
    const finding = of(await examine({ DATABASE_URL: url }), 'schema');
    assert.deepEqual([finding.level, finding.message], ['WARN', 'Missing: 0001-logs.']);
  });

  test('fails on one that a newer version has changed', async () => {
    const url = await createDatabaseUrl();
    const database = await openDatabase({ address: addressOf(url) });
    await database.kysely
      .insertInto('schema_migrations')
      .values({ name: '9999-later', timestamp: '2030-01-01' })
      .execute();
    await database.close();
    assert.equal(of(await examine({ DATABASE_URL: url }), 'schema').level, 'FAIL');
  });
});

onEachEngine('milldash doctor on a damaged database', ({ engine, createDatabaseUrl }) => {
  test('says what is broken and what to do first', async () => {
    const url = await createDatabaseUrl();
    const database = await openDatabase({ address: addressOf(url) });
    const { kysely } = database;
    if (engine === 'sqlite') await sql.raw('pragma foreign_keys = off').execute(kysely);
    for (const statement of damage[engine]) await sql.raw(statement).execute(kysely);
    await database.close();
    const examination = await examine({ DATABASE_URL: url });
    const finding = of(examination, 'database content');
    assert.equal(finding.level, 'FAIL');
    assert.match(
      finding.message,
      engine === 'sqlite'
        ? /row 1 of doctor_child points to a row of doctor_parent/
        : /constraint doctor_check has not been checked/,
    );
    assert.match(finding.advice ?? '', /keep a copy/);
    assert.equal(examination.exitCode, 1);
  });
});

const damage = {
  sqlite: [
    'create table doctor_parent (id integer primary key)',
    'create table doctor_child (id integer primary key, parent_id integer references doctor_parent (id))',
    'insert into doctor_child values (1, 7)',
  ],
  postgres: [
    'create table doctor_child (id integer)',
    'insert into doctor_child values (-1)',
    'alter table doctor_child add constraint doctor_check check (id > 0) not valid',
  ],
} as const;
