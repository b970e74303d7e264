import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR_MS } from './clock.ts';
import { createLinkSigner, linksTurnedAt } from './signed-links.ts';

const signer = createLinkSigner(Buffer.alloc(32, 1));
const nowMs = Date.parse('2026-03-04T10:15:00Z');
const path = '/uploads/ticket_images/1_abc.jpg';

function partsOf(link: string): [path: string, expires: string, signature: string] {
  const { pathname, searchParams } = new URL(link, 'http://here');
  return [pathname, searchParams.get('expires') ?? '', searchParams.get('signature') ?? ''];
}

test('a link is valid for twelve hours at least and twenty-four at most', () => {
  for (const at of [linksTurnedAt(nowMs), nowMs, linksTurnedAt(nowMs) + 12 * HOUR_MS - 1]) {
    const parts = partsOf(signer.sign(path, at));
    assert.equal(signer.check(...parts, at), 'valid');
    assert.equal(signer.check(...parts, at + 12 * HOUR_MS), 'valid');
    assert.equal(signer.check(...parts, at + 24 * HOUR_MS), 'expired');
  }
});

test('the link of a thing stays the same until links turn, and is another afterwards', () => {
  const turned = linksTurnedAt(nowMs);
  assert.equal(signer.sign(path, turned), signer.sign(path, turned + 12 * HOUR_MS - 1));
  assert.notEqual(signer.sign(path, turned), signer.sign(path, turned + 12 * HOUR_MS));
  assert.equal(linksTurnedAt(turned + 12 * HOUR_MS - 1), turned);
});

test('another path, another end, another key or half a signature is forged', () => {
  const [, expires, signature] = partsOf(signer.sign(path, nowMs));
  const check = (...parts: [string, string, string]) => signer.check(...parts, nowMs);
  assert.equal(check(path, expires, signature), 'valid');
  assert.equal(check(path.replace('abc', 'abd'), expires, signature), 'forged');
  assert.equal(check(path, String(Number(expires) + 1), signature), 'forged');
  assert.equal(check(path, `${expires}.0`, signature), 'forged');
  for (const wrong of ['', signature.slice(1), `${signature}A`, 'ä'.repeat(43), signature.toLowerCase()]) {
    assert.equal(check(path, expires, wrong), 'forged', wrong);
  }
  assert.equal(createLinkSigner(Buffer.alloc(32, 2)).check(path, expires, signature, nowMs), 'forged');
});
