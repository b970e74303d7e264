/** What serves is run by Node with options that keep its memory small, unless somebody has set them. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { findOlderNode } from '../support/milldash-process.ts';
import { type ServingOptions, serveMilldash } from '../support/serving.ts';

const SEMI = '--max-semi-space-size=16';
const OLD = '--max-old-space-size=512';
const olderNode = findOlderNode();

const argumentsOf = (pid: number | string) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
const memoryOf = (given: readonly string[]) => given.filter((each) => /space-size/.test(each));

async function memoryOfServing(options: ServingOptions, ofChild = false): Promise<string[]> {
  const serving = await serveMilldash(options);
  const pid = String(serving.child.pid);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const found = memoryOf(argumentsOf(ofChild ? (children[0] as string) : pid));
  assert.equal((await serving.stop()).exitCode, 0);
  return found;
}

describe('the memory of what serves', { skip: !existsSync('/proc/self/cmdline') && 'NOT TESTED: no /proc' }, () => {
  test('is kept small by options of Node, in the process that was started', async () => {
    assert.deepEqual(await memoryOfServing({}), [SEMI, OLD]);
  });

  test('is given back by the C library, unless somebody has set how', async () => {
    const serving = await serveMilldash({ env: { MALLOC_ARENA_MAX: '7' } });
    const set = readFileSync(`/proc/${serving.child.pid}/environ`, 'utf8').split('\0');
    assert.deepEqual(set.filter((each) => each.startsWith('MALLOC_')).toSorted(), [
      'MALLOC_ARENA_MAX=7',
      'MALLOC_MMAP_THRESHOLD_=131072',
    ]);
    assert.equal((await serving.stop()).exitCode, 0);
  });

  test('is kept small on the Node that an older one starts', { skip: olderNode === undefined }, async () => {
    assert.deepEqual(await memoryOfServing({ node: olderNode as string }, true), [SEMI, OLD]);
  });

  for (const [set, left] of [
    ['--max-old-space-size=2048', [SEMI]],
    ['--max_semi_space_size=64', [OLD]],
    ['--max-old-space-size=2048 --max-semi-space-size=64', []],
  ] as const) {
    test(`is as somebody has set it: ${set}`, async () => {
      assert.deepEqual(await memoryOfServing({ env: { NODE_OPTIONS: set } }), left);
    });
  }
});
