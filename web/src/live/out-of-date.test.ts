/** What is being read while something happens does not stay as it was before. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { createMarkOutOfDate } from './out-of-date.ts';

/** A list whose reads are answered, or refused, when the test says so. */
function page(context: TestContext) {
  const queries = new QueryClient({
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false } },
  });
  const reads: PromiseWithResolvers<string>[] = [];
  const list = {
    queryKey: ['tickets', 'list'],
    queryFn: () => {
      const read = Promise.withResolvers<string>();
      reads.push(read);
      return read.promise;
    },
  };
  context.after(() => queries.clear());
  return {
    queries,
    reads,
    list,
    mark: createMarkOutOfDate(queries),
    look: () => context.after(new QueryObserver(queries, list).subscribe(() => undefined)),
    shown: () => queries.getQueryData(list.queryKey),
  };
}

test('what happens during a first read is read after it, once however much happens', async (context) => {
  for (const queryKey of [['tickets'], undefined]) {
    await context.test(queryKey === undefined ? 'of everything' : 'of one noun', async (each) => {
      const { mark, look, reads, shown } = page(each);
      look();
      const marked = [mark(queryKey), mark(queryKey)];
      reads[0]?.resolve('before');
      await turn();
      assert.equal(reads.length, 2);
      reads[1]?.resolve('after');
      await Promise.all(marked);
      assert.deepEqual([shown(), reads.length], ['after', 2]);
    });
  }
});

test('what is read for who will look at it is read again when they do', async (context) => {
  const { queries, list, mark, look, reads, shown } = page(context);
  void queries.query(list).catch(() => undefined);
  // it may hang: nothing else waits for it
  await mark(['tickets']);
  reads[0]?.resolve('before');
  await turn();
  assert.equal(reads.length, 1);
  look();
  reads[1]?.resolve('after');
  await turn();
  assert.equal(shown(), 'after');
});

test('a first read that fails is not begun again by it', async (context) => {
  const { mark, look, reads } = page(context);
  look();
  const marked = mark(['tickets']);
  reads[0]?.reject(new Error('refused'));
  await marked;
  assert.equal(reads.length, 1);
});

test('what is not meant is left alone', async (context) => {
  const { mark, look, reads, shown } = page(context);
  look();
  const marked = mark(['machines']);
  reads[0]?.resolve('before');
  await marked;
  await turn();
  assert.deepEqual([shown(), reads.length], ['before', 1]);
});
