import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
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

test('a step that gets no answer in time counts as unanswered', async (context) => {
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
  for (const entry of [ticket, note]) {
    asked = Promise.withResolvers<void>();
    const sent = assert.rejects(sendStep(entry, { kind: 'write' }), isUnanswered);
    await asked.promise;
    lapses.get(30_000)?.abort(new DOMException('', 'TimeoutError'));
    await sent;
  }
});

/** Of a photo of 200,000 bytes. */
const SILENCE_MS = 90_000 + 50_000;

test('a photo is given up when nothing of it goes out any more, however long it took until then', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const asked = Promise.withResolvers<FakeRequest>();
  fakeRequests(asked.resolve);
  let outcome: unknown;
  const sent = sendStep(note, { kind: 'photo', photo }).catch((error: unknown) => {
    outcome = error;
  });
  const request = await asked.promise;
  assert.deepEqual([request.path, request.headers.get('Idempotency-Key')], ['/api/v1/tickets/7/images', 'p1']);
  for (let minute = 0; minute < 60; minute++) {
    context.mock.timers.tick(SILENCE_MS - 1);
    request.progress(minute / 60);
  }
  context.mock.timers.tick(SILENCE_MS - 1);
  await setImmediate();
  assert.equal(outcome, undefined);
  context.mock.timers.tick(1);
  await sent;
  assert.ok(isUnanswered(outcome));
});

test('a photo that was answered is not given up afterwards, and a refusal is told', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  for (const status of [201, 422]) {
    const asked = Promise.withResolvers<FakeRequest>();
    fakeRequests(asked.resolve);
    const sent = sendStep(note, { kind: 'photo', photo });
    const request = await asked.promise;
    // a device takes all of it at once, and sends it by and by
    request.progress(1);
    context.mock.timers.tick(120_000);
    request.answer(status, status === 201 ? [] : { code: 'image-unreadable', detail: 'No picture.' });
    if (status === 201) assert.equal(await sent, null);
    else await assert.rejects(sent, { status, code: 'image-unreadable' });
    context.mock.timers.tick(SILENCE_MS);
    assert.equal(request.wasAborted, false);
  }
});

function isUnanswered(error: unknown): boolean {
  return error instanceof Problem && error.status === 0;
}

/** As much of the browser's as is used. */
class FakeRequest extends EventTarget {
  readonly upload = new EventTarget();
  readonly headers = new Map<string, string>();
  path = '';
  responseType = '';
  status = 0;
  response: unknown = null;
  wasAborted = false;

  open(_method: string, path: string): void {
    this.path = path;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers.set(name, value);
  }

  progress(loaded: number): void {
    this.upload.dispatchEvent(Object.assign(new Event('progress'), { loaded, total: 1 }));
  }

  answer(status: number, response: unknown): void {
    Object.assign(this, { status, response });
    this.#end('load');
  }

  abort(): void {
    this.wasAborted = true;
    this.#end('abort');
  }

  #end(how: string): void {
    this.dispatchEvent(new Event(how));
    this.dispatchEvent(new Event('loadend'));
  }
}

/** @param onSent told of each that is sent, in place of a server */
function fakeRequests(onSent: (request: FakeRequest) => void): void {
  const value = class extends FakeRequest {
    send(): void {
      onSent(this);
    }
  };
  Object.defineProperty(globalThis, 'XMLHttpRequest', { value, configurable: true });
}
