import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '../api/problem.ts';
import type { UnsentEntry } from './entries.ts';

// the client asks at once where it is
for (const [name, value] of Object.entries({ location: { origin: 'http://mill' }, document: { cookie: '' } })) {
  Object.defineProperty(globalThis, name, { value, configurable: true });
}
const { sendStep } = await import('./send.ts');

const photo = { key: 'p1', name: 'oil.jpg', file: new Blob(['o'.repeat(200_000)]), caption: '' };
const note: UnsentEntry = {
  id: 'e1',
  ownerId: 1,
  createdAt: 1,
  key: 'key-e1',
  work: { kind: 'note', note: 'Oil' },
  ticketId: 7,
  isWritten: false,
  photos: [photo],
  photosInAll: 1,
  refused: null,
};
const ticket: UnsentEntry = {
  ...note,
  work: { kind: 'ticket', body: { machine_id: 'm', description: 'Oil' }, machineName: 'Mill' },
  ticketId: null,
};

test('a step that gets no answer in time counts as unanswered; photos have longer', async (context) => {
  const lapses = new Map<number, AbortController>();
  context.mock.method(AbortSignal, 'timeout', (ms: number) => {
    const lapse = new AbortController();
    lapses.set(ms, lapse);
    return lapse.signal;
  });
  let asked = Promise.withResolvers<void>();
  context.mock.method(
    globalThis,
    'fetch',
    ({ signal }: Request) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('', 'TimeoutError')));
        asked.resolve();
      }),
  );
  const steps = [
    { entry: ticket, step: { kind: 'write' }, withinMs: 30_000 },
    { entry: note, step: { kind: 'write' }, withinMs: 30_000 },
    { entry: note, step: { kind: 'photo', photo }, withinMs: 30_000 + 200_000 / 4 },
  ] as const;
  for (const { entry, step, withinMs } of steps) {
    asked = Promise.withResolvers<void>();
    const sent = assert.rejects(sendStep(entry, step), (error) => error instanceof Problem && error.status === 0);
    await asked.promise;
    lapses.get(withinMs)?.abort(new DOMException('', 'TimeoutError'));
    await sent;
  }
});
