/** Secrets do not reach the log, wherever they are planted; input cannot forge a line; payloads are bounded. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { logPayloads, logRequest, payloadText, withoutSecrets } from '../../src/platform/logging/index.ts';
import { anyCharacter } from '../support/any-character.ts';
import { type CapturedLog, captureLog } from '../support/captured-log.ts';

const CANARY = 'c4n4ry';

const secretNames = [
  'password',
  'new_password',
  're_password',
  're_new_password',
  'currentPassword',
  'ADMIN_PASSWORD',
  'access_token',
  'refreshToken',
  'token',
  'id_token',
  'tokens',
  'secret',
  'SECRET_KEY',
  'client-secret',
  'api_key',
  'apiKey',
  'X-API-Key',
  'authorization',
  'Proxy-Authorization',
  'cookie',
  'Set-Cookie',
  'credentials',
  'private_key',
  'activation_link',
  'resetUrl',
  'oneTimeLink',
  'link',
  'otp',
  'pwd',
];

/** Ways in which a secret stands inside a text. */
const disguises: readonly ((secret: string) => string)[] = [
  (secret) => `Bearer ${secret}`,
  (secret) => `authorization: Bearer ${secret}`,
  (secret) => `Authorization: ${secret} ${secret}`,
  (secret) => `Cookie: a=1; session=${secret}; theme=dark`,
  (secret) => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIi${secret}.${secret}`,
  (secret) => `mdk_${secret}`,
  (secret) => `Exchanged mdr_${secret} for another`,
  (secret) => `/neue-adresse/7/mdl_${secret}/weiter`,
  (secret) => `/x?y=mdl%5F${secret}`,
  (secret) => `ws://factory.example/ws?token=${secret}&room=1`,
  (secret) => `/api/v1/x?a=1&access_token=${secret}`,
  (secret) => `https://a.example/?user%5Bpassword%5D=${secret}`,
  (secret) => `username=a&password=${secret}`,
  (secret) => `username=a, new_password: '${secret} ${secret}', b=2`,
  (secret) => `postgres://milldash:${secret}@db.example:5432/milldash`,
  (secret) => `postgresql://milldash:${secret}/x@${secret}@db.example/milldash?sslmode=require`,
  (secret) => `mqtts://user:${secret}@broker`,
  (secret) => `https://user:${secret}@example.com/path`,
  (secret) => `redis://:${secret}@cache`,
  (secret) => JSON.stringify({ a: { refresh_token: `${secret} "${secret}"`, b: 1 } }),
  (secret) => `Body was ${JSON.stringify(JSON.stringify({ password: `${secret} "quoted" ${secret}`, b: 1 }))}`,
  (secret) => `Body was ${JSON.stringify({ tokens: { access: secret, list: [secret] } })}`,
  (secret) => `https://factory.example/activate/17/${secret}${secret}${secret}`,
  (secret) => `Open /reset-password/${secret}-${secret}-${secret} within an hour`,
  (secret) => `-----BEGIN PRIVATE KEY-----\n${secret}\n${secret}\n-----END PRIVATE KEY-----`,
  (secret) => `$argon2id$v=19$m=47104,t=1,p=1$${secret}$${secret}`,
];

const secrets = fc
  .string({ unit: fc.constantFrom('a', 'b', 'X', 'Y', '0', '9', '-', '_', '.', '~'), maxLength: 12 })
  .map((text) => `${text}${CANARY}${text}`);

const disguised = fc.tuple(secrets, fc.constantFrom(...disguises)).map(([secret, disguise]) => disguise(secret));

/** A secret as a value: under its name in any shape, or anywhere in a disguise. */
const planted = secrets.chain((secret) =>
  fc.oneof(
    disguised,
    fc
      .tuple(
        fc.constantFrom(...secretNames),
        fc.constantFrom<unknown>(secret, [secret], { deep: [secret] }, ` ${secret}"`),
      )
      .map(([name, value]) => ({ before: 1, [name]: value, after: 2 })),
    fc
      .tuple(
        fc.constantFrom('name', 'key', 'setting'),
        fc.constantFrom('value', 'from', 'new'),
        fc.constantFrom(...secretNames),
      )
      .map(([naming, holding, name]) => ({ [holding]: secret, [naming]: name })),
    fc.constantFrom(...secretNames).map((name) => new Map<unknown, unknown>([[name, secret]])),
    fc.constantFrom('authorization', 'Cookie', 'x-api-key').map((name) => ['accept', 'a', name, secret]),
    fc.constant(new Error(`Refused: Bearer ${secret}`)),
  ),
);

/** The plant somewhere in a tree of harmless things. */
const trees = planted.chain(
  (plant) =>
    fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4, depthSize: 'medium' },
        fc.constant(plant),
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        fc.dictionary(fc.string({ maxLength: 8 }), tie('tree'), { minKeys: 1, maxKeys: 3 }),
      ),
    })).tree,
);

function written(captured: CapturedLog): string {
  return captured.console() + captured.fileText();
}

describe('redaction', () => {
  test('a secret planted anywhere in what is logged never comes out', async () => {
    await fc.assert(
      fc.asyncProperty(trees, disguised, fc.string({ maxLength: 20 }), async (tree, text, key) => {
        await using captured = captureLog({ level: 'debug' });
        captured.log.info({ payload: tree, [`_${key}`]: tree, nested: { tree } }, 'Logged');
        captured.log.child({ module: 'm', bound: tree }).info('Bound');
        captured.log.debug({ payload: serialised(tree) }, 'Serialised');
        captured.log.info(text);
        captured.log.warn('Formatted %s', text);
        captured.log.error(new Error(text, { cause: new Error(text) }));
        captured.log.error({ err: tree }, 'Thrown');
        logPayloads(captured.log, {
          method: 'POST',
          path: text,
          requestId: text,
          request: tree,
          response: serialised(tree),
        });
        const request = { method: 'GET', path: `/x?next=${text}`, status: 500, durationMs: 1, requestId: text };
        logRequest(captured.log, { ...request, user: text, userId: text, address: text, error: new Error(text) });
        assert.ok(!written(captured).includes(CANARY), leak(written(captured)));
      }),
      { numRuns: 400 },
    );
  });

  test('a secret as a field of the line itself, or as one that a child is bound to, is hidden', async () => {
    await using captured = captureLog();
    for (const name of secretNames) captured.log.child({ [name]: CANARY }).info({ [name]: CANARY }, 'Logged');
    assert.ok(!written(captured).includes(CANARY), leak(written(captured)));
    assert.match(captured.console(), /Logged \(password: "\[redacted\]"/);
  });

  test('a secret at the place where a text is cut is hidden whole', () => {
    for (const disguise of disguises) {
      for (let before = 1_940; before <= 2_000; before += 5) {
        const shown = payloadText({ text: `${'x '.repeat(before / 2)}${disguise(`s${CANARY}s`)}` });
        assert.ok(!shown.includes('c4n'), shown.slice(-120));
      }
    }
  });

  test('what is said about a secret is shown: counts, times, flags, and what only sounds alike', () => {
    const harmless = {
      accessTokenMinutes: 15,
      ACCESS_TOKEN_EXPIRE_MINUTES: 30,
      passwordSet: true,
      token: null,
      apiKeyId: '0199',
      auth: { accessTokenMinutes: 15, selfRegistration: false },
      machine: 'Mill 4',
      author: 'alice',
      keyboard: 'qwerty',
    };
    assert.equal(payloadText(harmless), JSON.stringify(harmless));
    for (const sentence of [
      "Password of 'alice' changed",
      'Session token refreshed',
      'Basic settings saved',
      'http://127.0.0.1:8000/api/v1/users?email=a@b.example',
      "GET /api/v1/machines?machine_ids=1,2 answered '200'",
      'postgres://milldash@db.example:5432/milldash',
      '/api/v1/users/17/activate',
    ]) {
      assert.equal(withoutSecrets(sentence), sentence);
    }
  });

  test('cleaning a clean text changes nothing', () => {
    fc.assert(
      fc.property(planted, fc.string(), (plant, rest) => {
        const once = withoutSecrets(`${typeof plant === 'string' ? plant : 'token=x&a=1'} ${rest}`);
        assert.equal(withoutSecrets(once), once);
      }),
    );
  });

  test('hostile texts do not make it slow', () => {
    const startedAt = performance.now();
    for (const part of [
      'a',
      'password',
      'token"',
      'password=\\"',
      'eyJ',
      '://',
      ':x',
      'bearer ',
      '/activate',
      "'\\",
      '%22',
    ]) {
      withoutSecrets(part.repeat(4_000 / part.length));
      withoutSecrets(`password="${part.repeat(4_000 / part.length)}`);
      withoutSecrets(`postgres://${part.repeat(4_000 / part.length)}`);
    }
    assert.ok(performance.now() - startedAt < 1_000, `${performance.now() - startedAt} ms`);
  });
});

describe('forging', () => {
  const hostile = [
    'bob\n[2026-09-02 14:23:01] [INFO] [users] admin signed in',
    'bob\r\n[forged]',
    'bob\r[forged]',
    '\x1b[2K\x1b[1A[forged]',
    '\x9b2J',
    '\u2028[forged]\u2029',
    '\u202e]OFNI[ \u2066x\u2069\u200b',
    'nul\0bell\x07back\b\x7f\x85',
    '\ud800 lone',
    '\u{e0041}tag',
  ];
  // they are what must not be there
  const UNSAFE = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/;

  test('no input makes a second line or an unseen character', async () => {
    for (const text of hostile) {
      await using captured = captureLog();
      const child = captured.log.child({ module: text, who: text });
      child.info({ payload: { [text]: text }, [text]: text, err: new Error(text) }, text);
      const request = { method: text, path: text, status: 500, durationMs: 1, requestId: text };
      logRequest(child, { ...request, user: text, userId: text, address: text, error: new Error(text) });
      for (const output of [captured.console(), captured.fileText()]) {
        assert.equal(output.split('\n').length, 3, output);
        assert.doesNotMatch(output, UNSAFE);
      }
      for (const line of captured.consoleLines()) assert.match(line, /^\[2026-09-02 14:23:01\] \[(INFO|ERROR)\] \[/);
    }
  });

  test('lines of a stack are indented, so none can pass for a line of its own', async () => {
    await using captured = captureLog({ level: 'debug' });
    captured.log.error(new Error(hostile.join('\n')), 'Failed');
    const [first, ...rest] = captured.consoleLines();
    assert.match(first ?? '', /^\[2026/);
    assert.ok(rest.length > 0);
    for (const line of rest) assert.match(line, /^ {4}/);
  });

  test('the file gives a text back as it was, any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: anyCharacter, maxLength: 60 }), async (text) => {
        await using captured = captureLog();
        captured.log.info({ note: text }, text);
        const [record, ...others] = captured.records();
        assert.deepEqual([record?.['message'], record?.['milldash.note'], others], [text, text, []]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('payloads', () => {
  test('a payload is cut at 2,000 characters, or where the settings say', async () => {
    await using captured = captureLog();
    await using short = captureLog({ payloadMaxLength: 20 });
    for (const each of [captured, short]) each.log.info({ payload: { text: 'x'.repeat(10_000_000) } }, 'Long');
    assert.match(captured.console(), /Long \(payload: \{"text":"x{1991}…\[cut\]\)\n$/);
    assert.match(short.console(), /Long \(payload: \{"text":"x{11}…\[cut\]\)\n$/);
    assert.ok(captured.fileText().length < 3_000);
  });

  test('depth and length are bounded, cycles and bytes are named, a serialised body is read', () => {
    const cyclic: Record<string, unknown> = { a: 1 };
    cyclic['self'] = cyclic;
    assert.equal(payloadText(cyclic), '{"a":1,"self":[circular]}');
    assert.equal(
      payloadText({ a: { b: { c: { d: { e: { f: { g: 1 } } } } } } }),
      '{"a":{"b":{"c":{"d":{"e":{"f":[object]}}}}}}',
    );
    assert.match(payloadText(Array.from({ length: 80 }, (_, index) => index)), /,49,…30 more\]$/);
    assert.equal(
      payloadText({ file: Buffer.alloc(1_234), view: new Float64Array(2) }),
      '{"file":[1234 bytes],"view":[16 bytes]}',
    );
    assert.equal(payloadText('{"password":"x","a":1}'), '{"password":"[redacted]","a":1}');
    assert.equal(
      payloadText([1n, undefined, null, Symbol('s'), () => 1, new Date(Number.NaN)]),
      '[1,undefined,null,[symbol],[function],null]',
    );
    assert.equal(payloadText(new Set(['a'])), '["a"]');
    const headers = { accept: 'text/csv', cookie: 'x=1' };
    for (const each of [new Headers(headers), new Map(Object.entries(headers))])
      assert.equal(payloadText(each), '{"accept":"text/csv","cookie":"[redacted]"}');
    assert.equal(payloadText({ [Symbol.toStringTag]: 'Headers', a: 1 }), '{"a":1}');
    assert.equal(payloadText(JSON.stringify({ text: 'x'.repeat(2_000_000) })), '[2000011 characters of JSON]');
  });

  test('the same object twice is no cycle', () => {
    const shared = { a: 1 };
    assert.equal(payloadText([shared, shared]), '[{"a":1},{"a":1}]');
  });

  test('an endless structure ends when the room is used up', () => {
    let reads = 0;
    const endless = {
      *[Symbol.iterator]() {
        for (;;) yield `item ${(reads += 1)}`;
      },
    };
    const list = new Set<unknown>(['x']);
    list[Symbol.iterator] = endless[Symbol.iterator];
    assert.ok(payloadText(list).length < 2_100);
    assert.ok(reads <= 60);
  });

  test('nothing that a value does can throw', () => {
    const hostile = [
      new Proxy({}, { ownKeys: () => assert.fail('no') }),
      { toJSON: () => assert.fail('no') },
      Object.create(null, { x: { get: () => assert.fail('no'), enumerable: true } }),
      new Proxy([], { get: () => assert.fail('no') }),
    ];
    for (const value of hostile) assert.match(payloadText({ value }), /unreadable/);
  });
});

function serialised(tree: unknown): string {
  return JSON.stringify(tree) ?? '';
}

function leak(text: string): string {
  const at = text.indexOf(CANARY);
  return `leaked: …${text.slice(Math.max(0, at - 200), at + 60)}…`;
}
