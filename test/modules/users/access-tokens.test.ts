import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, test } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { deriveKey } from '../../../src/kernel/keys.ts';
import { createAccessTokens } from '../../../src/modules/users/access-tokens.ts';
import { TestClock } from '../../support/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { startUsersApp } from './users-app.ts';

const SECRET_KEY = 'k'.repeat(43);
const key = deriveKey(SECRET_KEY, 'access-token');

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());

function signed(header: object, claims: object, secret: Buffer | string = key, hash = 'sha256'): string {
  const input = `${encoded(header)}.${encoded(claims)}`;
  return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`;
}

const header = { alg: 'HS256', typ: 'at+jwt' };

/** Every way to change a good token that an attacker would try; each must be refused. */
function forgeriesOf(token: string): Record<string, string> {
  const [head = '', body = '', signature = ''] = token.split('.');
  const claims = decoded(body);
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const rsaInput = `${encoded({ ...header, alg: 'RS256' })}.${body}`;
  const last = signature.at(-1) ?? '';
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const sameBits = alphabet[alphabet.indexOf(last) + 1] ?? '';
  return {
    'alg none without signature': `${encoded({ ...header, alg: 'none' })}.${body}.`,
    'alg none with the old signature': `${encoded({ ...header, alg: 'none' })}.${body}.${signature}`,
    'alg NONE': `${encoded({ ...header, alg: 'NONE' })}.${body}.${signature}`,
    'alg HS512 with the right key': signed({ ...header, alg: 'HS512' }, claims, key, 'sha512'),
    'alg RS256 by a key of the attacker': `${rsaInput}.${sign('sha256', Buffer.from(rsaInput), pair.privateKey).toString('base64url')}`,
    'another key': signed(header, claims, 'another key'),
    'the secret key itself instead of the derived one': signed(header, claims, SECRET_KEY),
    'the key of refresh tokens': signed(header, claims, deriveKey(SECRET_KEY, 'refresh-token')),
    'typ JWT': signed({ ...header, typ: 'JWT' }, claims),
    'no typ': signed({ alg: 'HS256' }, claims),
    'a kid': signed({ ...header, kid: '../../dev/null' }, claims),
    'a jku': signed({ ...header, jku: 'https://evil.example/keys' }, claims),
    'a jwk': signed({ ...header, jwk: { kty: 'oct', k: 'AAAA' } }, claims),
    'a crit': signed({ ...header, crit: ['exp'] }, claims),
    'another audience': signed(header, { ...claims, aud: 'other' }),
    'no audience': signed(header, { ...claims, aud: undefined }),
    'another issuer': signed(header, { ...claims, iss: 'other' }),
    'no expiry': signed(header, { ...claims, exp: undefined }),
    'an expiry as text': signed(header, { ...claims, exp: '9999999999' }),
    expired: signed(header, { ...claims, exp: claims.iat - 1 }),
    'no session': signed(header, { ...claims, sid: undefined }),
    'a changed subject': `${head}.${encoded({ ...claims, sub: '2' })}.${signature}`,
    'a cut signature': token.slice(0, -1),
    'an empty signature': `${head}.${body}.`,
    'other unused bits in the signature': `${head}.${body}.${signature.slice(0, -1)}${sameBits}`,
    padding: `${token}=`,
    'a space inside': `${head}.${body}. ${signature}`,
    'a fourth part': `${token}.${signature}`,
    'claims that are no object': signed(header, [] as object),
    'a huge token': `${head}.${'A'.repeat(100_000)}.${signature}`,
    nothing: '',
  };
}

describe('access tokens', () => {
  const clock = new TestClock();
  const tokens = createAccessTokens(SECRET_KEY, HOUR_MS, clock);
  const subject = { userId: 7, sessionId: '0198c0de-0000-7000-8000-000000000000' };

  test('say who, until when, for whom, and nothing of rights', () => {
    const { token } = tokens.issue(subject, clock.now() + 24 * HOUR_MS);
    const [head = '', body = ''] = token.split('.');
    assert.deepEqual(decoded(head), header);
    const { jti, ...claims } = decoded(body);
    const iat = clock.now() / 1_000;
    assert.deepEqual(claims, {
      iss: 'milldash',
      aud: 'milldash-api',
      sub: '7',
      sid: subject.sessionId,
      iat,
      exp: iat + 3_600,
    });
    assert.match(jti, /^[\w-]{22}$/);
    assert.deepEqual(tokens.read(token), subject);
  });

  test('are refused in every forged form', () => {
    const { token } = tokens.issue(subject, clock.now() + 24 * HOUR_MS);
    assert.deepEqual(tokens.read(signed(header, decoded(token.split('.')[1] ?? ''))), subject, 'the forger can sign');
    for (const [name, forged] of Object.entries(forgeriesOf(token))) assert.equal(tokens.read(forged), undefined, name);
  });

  test('end by the clock even when they were verified before, and never outlive their session', () => {
    const { token } = tokens.issue(subject, clock.now() + 24 * HOUR_MS);
    assert.deepEqual(tokens.read(token), subject);
    clock.advance(HOUR_MS);
    assert.equal(tokens.read(token), undefined);
    const short = tokens.issue(subject, clock.now() + MINUTE_MS);
    assert.equal(short.expiresAtMs, clock.now() + MINUTE_MS);
  });
});

onEachEngine('the door', (under) => {
  test('refuses every forged token with 401 in the words of the contract', async () => {
    const app = await startUsersApp(under);
    const { token, refreshToken } = await app.person('ADMIN');
    const forged = { ...forgeriesOf(token), 'a refresh token': refreshToken };
    for (const [name, forgery] of Object.entries(forged)) {
      if (forgery.length > 10_000 || forgery === '') continue;
      const answer = await app.call('GET', '/auth/users/me/', { authorization: `Bearer ${forgery}` });
      assert.equal(answer.status, 401, name);
      const detail = forgery.includes(' ') ? 'Not authenticated' : 'Invalid token signature or expired token';
      assert.equal(answer.body.detail, detail, name);
      assert.equal(answer.headers['www-authenticate'], 'Bearer', name);
    }
  });

  test('refuses a request without credentials, or with other ones than it knows', async () => {
    const app = await startUsersApp(under);
    for (const authorization of [undefined, '', 'Basic YTpi', 'Bearer', 'Bearer ', 'Token abc']) {
      const answer = await app.call('GET', '/auth/users/me/', { authorization });
      assert.deepEqual([answer.status, answer.body.detail], [401, 'Not authenticated'], authorization);
    }
  });

  test('sees a session that is gone, although the token is still good', async () => {
    const app = await startUsersApp(under);
    const { token } = await app.person('VIEWER');
    await app.tables.deleteFrom('sessions').execute();
    assert.equal((await app.call('GET', '/auth/users/me/', { token })).status, 401);
  });
});
