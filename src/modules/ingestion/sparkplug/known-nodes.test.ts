/** Who has a place among the edge nodes that are remembered, and who loses it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '../../../kernel/clock.ts';
import { createKnownNodes, type KnownNodes } from './known-nodes.ts';

function fill(nodes: KnownNodes, owner: string | undefined, count: number, nowMs = 0): void {
  for (let at = 0; at < count; at++) {
    assert.notEqual(typeof nodes.know(`of ${owner}`, String(at), owner, nowMs), 'string', `${owner} ${at}`);
  }
}

test('one key that makes up nodes leaves the places of others free', () => {
  const nodes = createKnownNodes();
  fill(nodes, 'hostile', 250);
  assert.equal(nodes.know('of hostile', 'one more', 'hostile', 0), 'of-key');
  assert.equal(nodes.size, 250);
  fill(nodes, 'Line 1', 250);
  assert.notEqual(typeof nodes.know('of hostile', '7', 'hostile', 0), 'string', 'one that has a place keeps it');
});

test('where all places are taken who was silent longest leaves one, those without a birth before the others', () => {
  const nodes = createKnownNodes();
  for (const owner of ['a', 'b', 'c']) fill(nodes, owner, 250, 1);
  fill(nodes, undefined, 250, 2);
  assert.equal(nodes.know('new', 'node', 'd', HOUR_MS), 'of-all', 'nobody was silent for long');
  for (const [group, owner] of [
    ['of a', 'a'],
    ['of b', 'b'],
    ['of c', 'c'],
  ] as const) {
    for (let at = 0; at < 250; at++) {
      const node = nodes.know(group, String(at), owner, 3);
      if (typeof node !== 'string') node.session.isBorn = true;
    }
  }
  nodes.know('of undefined', '0', undefined, MINUTE_MS);
  assert.notEqual(typeof nodes.know('new', 'node', 'd', HOUR_MS + 5), 'string');
  assert.equal(nodes.find('of undefined', '1'), undefined, 'unborn, and silent longest');
  assert.notEqual(nodes.find('of undefined', '0'), undefined);
  assert.notEqual(nodes.find('of a', '0'), undefined, 'it is born, though silent for longer than the limit');
});

test('a key that has all its places gives one of its own that was silent for long to the next', () => {
  const nodes = createKnownNodes();
  fill(nodes, 'gateway', 250);
  fill(nodes, 'other', 1);
  nodes.know('of gateway', '0', 'gateway', MINUTE_MS);
  assert.notEqual(typeof nodes.know('of gateway', 'next', 'gateway', HOUR_MS + 1), 'string');
  assert.notEqual(nodes.find('of gateway', '0'), undefined);
  assert.equal(nodes.find('of gateway', '1'), undefined);
  assert.notEqual(nodes.find('of other', '0'), undefined, 'of another key');
});
