/** The line to the server: nothing is missed, and it comes back by itself. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { openLine } from './connection.ts';

/** What the page sees of a socket; the test is the server. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readonly url: string;
  readonly sent: string[] = [];
  readyState = 0;

  constructor(url: string) {
    super();
    this.url = url;
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(text);
  }
  /** The other side is gone: the farewell is never answered. */
  close(): void {
    this.readyState = 2;
  }
  accept(): void {
    this.readyState = FakeSocket.OPEN;
    this.dispatchEvent(new Event('open'));
  }
  say(frame: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }
  end(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

function page(context: TestContext, keepSignedIn: (wasRefused: boolean) => Promise<boolean> = async () => true) {
  context.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  FakeSocket.all = [];
  const globals = { WebSocket: FakeSocket, location: { origin: 'http://mill' } };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const told: string[] = [];
  const line = openLine(
    {
      onEvents: (events) => told.push(...events.map(({ sequence }) => `event ${sequence}`)),
      onGap: () => told.push('gap'),
      onState: (state) => told.push(state),
    },
    keepSignedIn,
  );
  context.after(() => line.close());
  return {
    line,
    told,
    sockets: FakeSocket.all,
    async pass(ms: number) {
      context.mock.timers.tick(ms);
      await turn();
    },
    /** The last socket, once it is there. */
    async socket(): Promise<FakeSocket> {
      await turn();
      return FakeSocket.all.at(-1) as FakeSocket;
    },
  };
}

function goLive(socket: FakeSocket, position: string): void {
  socket.accept();
  socket.say({ type: 'ready', signed_in: true });
  socket.say({ type: 'subscribed' });
  socket.say({ type: 'live', next_after: position });
}

const event = (sequence: string) => ({ type: 'events', next_after: sequence, events: [{ sequence }] });

test('a line without a position tells of a gap; one that breaks goes on from where it was', async (context) => {
  const { told, socket, pass } = page(context);
  const first = await socket();
  assert.equal(first.url, 'ws://mill/api/v1/ws');
  goLive(first, '7');
  first.say(event('8'));
  first.end(1006);
  await pass(1_000);
  const second = await socket();
  assert.equal(second.url, 'ws://mill/api/v1/ws?after=8');
  goLive(second, '9');
  assert.deepEqual(told, ['connecting', 'gap', 'live', 'live', 'event 8', 'broken', 'connecting', 'live', 'live']);
});

test('where the position is not known any more everything is read anew', async (context) => {
  const { told, socket, pass } = page(context);
  goLive(await socket(), '7');
  (await socket()).say({ type: 'error', code: 'events-out-of-range' });
  // what a given up line still says moves nothing
  (await socket()).say(event('8'));
  await pass(1_000);
  const second = await socket();
  assert.equal(second.url, 'ws://mill/api/v1/ws');
  goLive(second, '90');
  assert.equal(told.filter((each) => each === 'gap').length, 2);
  assert.ok(!told.includes('event 8'));
});

test('a line whose subscription a busy server has refused is given up, and goes on later from where it was', async (context) => {
  for (const code of ['database-busy', 'database-unavailable', 'internal']) {
    await context.test(code, async (each) => {
      const { told, sockets, socket, pass } = page(each);
      goLive(await socket(), '7');
      (await socket()).end(1006);
      await pass(1_000);
      const refused = await socket();
      refused.accept();
      refused.say({ type: 'ready', signed_in: true });
      refused.say({ type: 'error', code });
      assert.deepEqual([told.at(-1), refused.readyState, sockets.length], ['broken', 2, 2]);
      await pass(2_000);
      const third = await socket();
      assert.equal(third.url, 'ws://mill/api/v1/ws?after=7');
      goLive(third, '8');
      assert.equal(told.at(-1), 'live');
    });
  }
});

test('a refusal behind which the server ends the line waits for that end', async (context) => {
  const { told, sockets, socket, pass } = page(context);
  const first = await socket();
  first.accept();
  first.say({ type: 'ready', signed_in: true });
  first.say({ type: 'error', code: 'forbidden' });
  first.end(4403);
  await pass(120_000);
  assert.deepEqual([told.at(-1), sockets.length], ['ended', 1]);
});

test('a line that is not answered any more is given up at once, though its farewell is never answered', async (context) => {
  const { told, sockets, socket, pass } = page(context);
  goLive(await socket(), '7');
  await pass(20_000);
  assert.deepEqual(sockets[0]?.sent.at(-1), '{"type":"ping"}');
  await pass(8_000);
  assert.equal(told.at(-1), 'broken');
  await pass(1_000);
  assert.equal(sockets.length, 2);
});

test('a line that does not come about is given up, and opened anew', async (context) => {
  for (const isOpened of [false, true]) {
    await context.test(isOpened ? 'opened, and silent' : 'never opened', async (each) => {
      const { line, told, sockets, socket, pass } = page(each);
      const first = await socket();
      if (isOpened) first.accept();
      await pass(6_000);
      // who is woken meanwhile puts nothing off
      line.wake();
      await pass(4_000);
      assert.deepEqual([told.at(-1), first.readyState], ['broken', 2]);
      await pass(1_000);
      assert.equal(sockets.length, 2);
      // that of the first one is past
      goLive(await socket(), '7');
      await pass(12_000);
      assert.equal(told.at(-1), 'live');
    });
  }
});

test('a sign-in that was refused is renewed, and the line goes on where it was', async (context) => {
  const asked: boolean[] = [];
  const { told, socket } = page(context, async (wasRefused) => {
    asked.push(wasRefused);
    return true;
  });
  goLive(await socket(), '7');
  (await socket()).end(4401);
  const second = await socket();
  assert.equal(second.url, 'ws://mill/api/v1/ws?after=7');
  // a cookie that ran out meanwhile is none: the server takes it for a stranger and waits
  second.accept();
  second.say({ type: 'ready', signed_in: false });
  await turn();
  assert.equal(told.at(-1), 'ended');
  assert.deepEqual(asked, [false, true]);
});

test('where somebody has to sign in again it waits until they have', async (context) => {
  let isSignedIn = false;
  const { line, told, sockets, socket, pass } = page(context, async () => isSignedIn);
  await pass(60_000);
  assert.deepEqual([told.at(-1), sockets.length], ['ended', 0]);
  isSignedIn = true;
  line.wake();
  goLive(await socket(), '7');
  assert.equal(told.at(-1), 'live');
});

test('while nobody answers it tries again after pauses that grow, and at once when it is woken', async (context) => {
  // in the middle between half a pause and one and a half
  context.mock.method(Math, 'random', () => 0.5);
  let tries = 0;
  const { line, told, pass } = page(context, async () => {
    tries += 1;
    throw new Error('no answer');
  });
  await pass(0);
  assert.deepEqual([tries, told.at(-1)], [1, 'broken']);
  async function requirePauses(...pausesMs: readonly number[]): Promise<void> {
    for (const pauseMs of pausesMs) {
      const before = tries;
      await pass(pauseMs - 1);
      assert.equal(tries, before, `before ${pauseMs} ms`);
      await pass(1);
      assert.equal(tries, before + 1, `after ${pauseMs} ms`);
    }
  }
  await requirePauses(500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000);
  const before = tries;
  line.wake();
  await pass(0);
  assert.equal(tries, before + 1);
  // whoever is woken is impatient again
  await requirePauses(500, 1_000);
});

test('who may not listen is not asked again and again', async (context) => {
  const { told, sockets, socket, pass } = page(context);
  (await socket()).end(4403);
  await pass(120_000);
  assert.deepEqual([told.at(-1), sockets.length], ['ended', 1]);
});
