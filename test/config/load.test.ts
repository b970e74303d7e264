import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import {
  ConfigurationError,
  describeConfig,
  type Environment,
  readConfig,
  readEnvironment,
} from '../../src/config/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'milldash-config-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function refusalOf(env: Environment): string {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    return error.message;
  }
  assert.fail('was accepted');
}

describe('the configuration', () => {
  test('has a default for everything', () => {
    const config = readConfig({});
    assert.equal(config.http.host, '127.0.0.1');
    assert.equal(config.http.port, 8000);
    assert.deepEqual(config.http.corsOrigins, ['http://localhost', 'http://localhost:5173', 'http://localhost:3000']);
    assert.equal(config.dataDir, resolve('data'));
    assert.deepEqual(config.database, { engine: 'sqlite', file: resolve('data/milldash.db') });
    assert.deepEqual(config.factory, { timezone: 'Europe/London', dayShiftStart: '06:00', dayShiftEnd: '18:00' });
    assert.deepEqual(config.auth, { accessTokenMinutes: 60, refreshTokenMinutes: 10_080, selfRegistration: false });
    assert.equal(config.firstAdmin, undefined);
    assert.deepEqual(config.warnings, []);
  });

  test('takes an empty value for an unset one', () => {
    assert.deepEqual(readConfig({ PORT: '', DATABASE_URL: '  ', ADMIN_EMAIL: '' }), readConfig({}));
  });

  test('takes a mail server in one or in parts, hides its password, and refuses what cannot be meant', () => {
    const from = { SMTP_FROM: 'milldash@mills.example' };
    const parts = { host: 'mail.example', port: 587, tls: 'starttls', user: 'mill', password: 'hunter 2' };
    const inOne = readConfig({ SMTP_URL: 'smtp://mill:hunter%202@mail.example', ...from });
    assert.deepEqual(inOne.mail, { ...parts, caFile: undefined, from: from.SMTP_FROM });
    const trusting = readConfig({ SMTP_URL: 'smtp://mail.example', SMTP_CA: 'ca.pem', ...from });
    assert.match(String(trusting.mail?.caFile), /ca\.pem$/);
    const byParts = { SMTP_HOST: 'mail.example', SMTP_USER: 'mill', SMTP_PASSWORD: 'hunter 2', ...from };
    assert.deepEqual(readConfig(byParts).mail, inOne.mail);
    assert.doesNotMatch(JSON.stringify(describeConfig(inOne)), /hunter/);
    const encrypted = readConfig({ SMTP_URL: 'smtps://mail.example', ...from }).mail;
    assert.deepEqual([encrypted?.port, encrypted?.tls], [465, 'always']);
    assert.equal(readConfig({}).mail, undefined);
    assert.match(refusalOf({ SMTP_URL: 'smtp://mail.example' }), /SMTP_FROM is unset although SMTP_URL is set/);
    assert.match(refusalOf(from), /SMTP_URL is unset although SMTP_FROM is set/);
    assert.match(refusalOf({ ...byParts, SMTP_TLS: 'never' }), /password is sent to another machine/);
    assert.match(refusalOf({ ...byParts, SMTP_URL: 'smtp://mail.example' }), /SMTP_HOST is 'mail.example' although/);
    assert.doesNotMatch(refusalOf({ SMTP_URL: 'http://mill:hunter2@mail.example', ...from }), /hunter/);
  });

  test('names the variable, the value and what is allowed', () => {
    const message = refusalOf({ PORT: 'eighty' });
    assert.equal(message, "The configuration is wrong: PORT is 'eighty'; allowed: a whole number from 0 to 65535.");
  });

  test('lists every bad value at once', () => {
    const message = refusalOf({
      PORT: '70000',
      FACTORY_TIMEZONE: 'Europe/Lodnon',
      LOG_LEVEL: 'loud',
      DAY_SHIFT_START: '6am',
    });
    for (const part of [
      "PORT is '70000'",
      "FACTORY_TIMEZONE is 'Europe/Lodnon'",
      "LOG_LEVEL is 'loud'",
      "DAY_SHIFT_START is '6am'",
    ]) {
      assert.ok(message.includes(part), `${part} is missing in: ${message}`);
    }
    assert.match(message, /in 4 places/);
    assert.match(message, /fatal, error, warn, info, debug, trace, silent/);
  });

  test('never shows the value of a secret that is refused', () => {
    const message = refusalOf({
      SECRET_KEY: 'hunter2',
      DATABASE_URL: 'mysql://root:hunter3@db/x',
      ADMIN_PASSWORD: 'hunter4',
      FILES_S3_ENDPOINT: 'https://AKIDMILL:hunter5@s3.example',
    });
    assert.doesNotMatch(message, /hunter|AKID/);
    assert.match(
      message,
      /SECRET_KEY is not acceptable \(a secret of 7 characters\); allowed: random text of at least 32/,
    );
    assert.match(message, /DATABASE_URL is 'mysql:\/\/\[hidden\]'; allowed: sqlite:<path>/);
    assert.match(message, /ADMIN_EMAIL is unset although ADMIN_PASSWORD is set/);
  });

  test('keeps a value with line breaks on one line of the message', () => {
    assert.doesNotMatch(refusalOf({ INSTANCE_ID: 'a\nFATAL forged' }), /\n/);
  });

  const acrossVariables: [rule: string, env: Environment, expected: RegExp][] = [
    [
      'an e-mail address without a password',
      { ADMIN_EMAIL: 'a@b.example' },
      /ADMIN_PASSWORD is unset although ADMIN_EMAIL is set/,
    ],
    [
      'a day shift without length',
      { DAY_SHIFT_START: '18:00' },
      /DAY_SHIFT_END is '18:00', the same as DAY_SHIFT_START/,
    ],
    [
      'sessions shorter than their tokens',
      { REFRESH_TOKEN_EXPIRE_MINUTES: '59' },
      /REFRESH_TOKEN_EXPIRE_MINUTES is '59'; allowed: at least ACCESS_TOKEN_EXPIRE_MINUTES \(60\)/,
    ],
    [
      'uploads smaller than bodies',
      { UPLOAD_LIMIT_BYTES: '2048' },
      /UPLOAD_LIMIT_BYTES is '2048'; allowed: at least BODY_LIMIT_BYTES/,
    ],
  ];
  for (const [rule, env, expected] of acrossVariables)
    test(`refuses ${rule}`, () => assert.match(refusalOf(env), expected));

  const refused: [name: string, values: string[]][] = [
    ['HOST', ['http://localhost', 'a b', '-x', '127.0.0.1:80', '256.1.1.1', '10.0.0', '127.0.0.1.5', '8000']],
    ['PORT', ['-1', '8000.5', '0x50', '1e3', ' ٣']],
    [
      'CORS_ORIGINS',
      [
        '*',
        'localhost:3000',
        'http://a.example/path',
        '["http://a.example", 3]',
        '["http://a.example"',
        'ftp://a.example',
      ],
    ],
    ['TRUST_PROXY', ['true', '2', 'proxy.example', 'loopback', '10.0.0.0/33', '10.0.0.1,', '10.0.0']],
    ['FACTORY_TIMEZONE', ['London', '+01:00', 'GMT+25']],
    ['DAY_SHIFT_START', ['24:00', '6:00', '06:60', '06:00:00']],
    ['ACCESS_TOKEN_EXPIRE_MINUTES', ['0', '1441', 'an hour']],
    ['SELF_REGISTRATION', ['maybe', '2']],
    ['ADMIN_EMAIL', ['alice', 'a b@c.example', '@c.example']],
    ['INSTANCE_ID', ['', 'a/b', 'x'.repeat(65), '#'].filter((value) => value !== '')],
  ];
  for (const [name, values] of refused) {
    test(`refuses a ${name} that is not what it says it allows`, () => {
      for (const value of values)
        assert.ok(refusalOf({ [name]: value }).includes(`${name} is '${value.trim()}'`), value);
    });
  }

  test('reads lists of origins as JSON or with commas, without trailing slashes and repeats', () => {
    const expected = ['http://a.example', 'https://b.example:8443'];
    for (const list of [
      'http://a.example,https://b.example:8443',
      '["http://a.example/", "https://b.example:8443"]',
      'http://a.example , http://a.example,https://b.example:8443/',
    ]) {
      assert.deepEqual(readConfig({ CORS_ORIGINS: list }).http.corsOrigins, expected);
    }
  });

  test('reads the proxies to trust as addresses and ranges', () => {
    assert.equal(readConfig({ TRUST_PROXY: 'no' }).http.trustProxy, false);
    assert.deepEqual(readConfig({ TRUST_PROXY: '10.0.0.0/8, ::1' }).http.trustProxy, ['10.0.0.0/8', '::1']);
  });

  test('hides secrets from its description', () => {
    const described = JSON.stringify(
      describeConfig(
        readConfig({
          SECRET_KEY: 'k'.repeat(32),
          DATABASE_URL: 'postgres://mill:p@ss%2Fword@db.example/milldash?password=again',
          ADMIN_EMAIL: 'admin@mill.example',
          ADMIN_PASSWORD: 'correct horse',
        }),
      ),
    );
    for (const secret of ['kkk', 'p@ss', 'ss%', 'word@', 'again', 'correct horse']) {
      assert.ok(!described.includes(secret), `${secret} is in ${described}`);
    }
    assert.ok(described.includes('postgres://mill:***@db.example/milldash'));
    assert.ok(described.includes('admin@mill.example'));
  });

  test('warns of a variable that is nearly one of ours', () => {
    const { warnings } = readConfig({
      FACTORY_TIMEZON: 'Asia/Tokyo',
      factory_timezone: 'Asia/Tokyo',
      PATH: '/bin',
      HOSTS: 'x',
      NO_COLOR: '1',
      POST: '1',
      NODE_ENV: 'test',
    });
    assert.equal(warnings.length, 2);
    assert.equal(
      warnings[0],
      'FACTORY_TIMEZON is not a variable of MillDash and is ignored: did you mean FACTORY_TIMEZONE?',
    );
  });
});

describe('.env', () => {
  test('completes the environment, which wins over it', () => {
    writeFileSync(join(folder, '.env'), 'PORT=9001\nexport HOST="0.0.0.0" # everywhere\n');
    const config = readConfig(readEnvironment({ PORT: '9002' }, folder));
    assert.equal(config.http.port, 9002);
    assert.equal(config.http.host, '0.0.0.0');
  });

  test('may be missing', () => {
    assert.deepEqual(readEnvironment({ PORT: '1' }, join(folder, 'nowhere')), { PORT: '1' });
  });

  test('that cannot be read stops the start', () => {
    assert.throws(() => readEnvironment({}, '/proc/self/environ'), ConfigurationError);
  });
});
