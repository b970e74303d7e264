/** The fan-out over a log in memory: whatever commits, drains, stops and comes back when, each gets each event once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { systemClock } from '../../../src/kernel/clock.ts';
import { FairTurns } from '../../../src/kernel/fair-turns.ts';
import { createLogger } from '../../../src/platform/logging/index.ts';
import { createEventTail } from '../../../src/platform/realtime/event-tail.ts';
import { createFanOut, type FanOut } from '../../../src/platform/realtime/fan-out.ts';
import type { View } from '../../../src/platform/realtime/frames.ts';
import { defaultRealtimeLimits } from '../../../src/platform/realtime/limits.ts';
import type { Ending, Outlet } from '../../../src/platform/realtime/outlets.ts';
import type { ReadLog, StreamedEvent } from '../../../src/platform/realtime/streamed-events.ts';
import { tries } from '../../support/tries.ts';

const { log } = createLogger({ level: 'silent', fileMaxBytes: 1, filesKept: 1, colour: false, clock: systemClock });
const limits = {
  ...defaultRealtimeLimits,
  roundMs: 1,
  frameEvents: 7,
  liveFrameEvents: 20,
  fullBytes: 200,
  drainedBytes: 100,
  catchUpsMax: 3,
  catchUpsOfCallerMax: 2,
};
const epoch = 'e1';

function eventOf(sequence: number, text = `#${sequence}`): StreamedEvent {
  return {
    sequence,
    type: sequence % 3 === 0 ? 'com.milldash.third.done' : 'com.milldash.other.done',
    topic: 'test',
    machineId: undefined,
    data: {},
    occurredAt: 0,
    json: () => text,
  };
}

function makeLog(textOf?: (sequence: number) => string, rememberedMax = 20_000) {
  const events: StreamedEvent[] = [];
  const listeners = new Set<() => void>();
  let pruned = 0;
  let failure: Error | undefined;
  const readLog = async (after: number, limit: number) => {
    await setImmediate();
    if (failure !== undefined) throw failure;
    const from = Math.max(after, pruned);
    return { epoch, pruned, head: events.length, events: events.slice(from, from + limit) };
  };
  const tail = createEventTail({
    readLog,
    readPosition: async () => ({ epoch, sequence: events.length }),
    onCommitted(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    log,
    rememberedMax,
  });
  const turns = new FairTurns({
    waiting: 1_000,
    waitingEach: 10,
    waitMs: 10_000,
    refusal: (why) => new Error(`no turn: ${why}`),
  });
  return {
    tail,
    /** @param readPages for who is behind, in place of what reads the end of the log as well */
    openFanOut: (readPages: ReadLog) => createFanOut({ tail, readLog: readPages, turns, limits, log }),
    readLog,
    fanOut: createFanOut({ tail, readLog, turns, limits, log }),
    fail(error: Error | undefined) {
      failure = error;
    },
    commit(amount: number) {
      for (let at = 0; at < amount; at++) events.push(eventOf(events.length + 1, textOf?.(events.length + 1)));
      for (const tell of listeners) tell();
    },
    prune(upTo: number) {
      pruned = upTo;
    },
    get head() {
      return events.length;
    },
  };
}

const everything: View = {
  key: 'everything',
  matches: () => true,
  render: (events) => Buffer.from(`${events.map((event) => event.json()).join(' ')} `),
};
const thirds: View = { ...everything, key: 'thirds', matches: ({ type }) => type.startsWith('com.milldash.third.') };

/** A line that takes what the test lets it take. */
class Line implements Outlet {
  text = '';
  bufferedBytes = 0;
  writtenBytes = 0;
  mostBuffered = 0;
  blocked = false;
  ending: Ending | undefined;
  #waiting: (() => void)[] = [];

  send(frame: Buffer): void {
    this.text += frame.toString();
    if (!this.blocked) return;
    this.bufferedBytes += frame.length;
    this.mostBuffered = Math.max(this.mostBuffered, this.bufferedBytes);
  }

  whenDrained(call: () => void): void {
    this.#waiting.push(call);
  }

  unblock(): void {
    this.blocked = false;
    this.bufferedBytes = 0;
    for (const call of this.#waiting.splice(0)) call();
  }

  ping(): void {}
  end(): void {}

  get numbers(): number[] {
    return [...this.text.matchAll(/#(\d+)/g)].map(([, number]) => Number(number));
  }
}

function follow(fanOut: FanOut, view: View, line: Line, after: number | undefined, caller = 'test') {
  return fanOut.follow({ view, outlet: line, after, owner: 'test', caller, onEnd: (ending) => (line.ending = ending) });
}

async function until(found: () => boolean): Promise<void> {
  while (!found()) await new Promise((resolve) => setTimeout(resolve, 1));
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('commit' as const), amount: fc.integer({ min: 1, max: 60 }) }),
  fc.record({
    kind: fc.constant('come' as const),
    back: fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 200 })),
    thirds: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('leave' as const), which: fc.nat() }),
  fc.record({ kind: fc.constant('block' as const), which: fc.nat() }),
  fc.record({ kind: fc.constant('unblock' as const), which: fc.nat() }),
  fc.record({ kind: fc.constant('wait' as const) }),
);

test('whoever comes, leaves, blocks and comes back when: each gets each event behind its position once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      // hardly anything is remembered, so that most is read from the log
      const made = makeLog(undefined, 15);
      made.commit(50);
      const clients: { line: Line; after: number; view: View; end: (() => void) | undefined }[] = [];
      const come = (after: number, view: View) => {
        const line = new Line();
        const follower = follow(made.fanOut, view, line, after);
        clients.push({ line, after, view, end: () => follower.end() });
      };
      come(0, everything);
      for (const each of steps) {
        const client = 'which' in each ? clients[each.which % clients.length] : undefined;
        if (each.kind === 'commit') made.commit(each.amount);
        else if (each.kind === 'come') come(Math.max(0, made.head - each.back), each.thirds ? thirds : everything);
        else if (each.kind === 'leave') {
          client?.end?.();
          if (client !== undefined) client.end = undefined;
        } else if (each.kind === 'block' && client !== undefined) client.line.blocked = true;
        else if (each.kind === 'unblock') client?.line.unblock();
        else await new Promise((resolve) => setTimeout(resolve, 2));
      }
      for (const { line } of clients) line.unblock();
      for (const { line, after, view, end } of clients) {
        const wanted = Array.from({ length: made.head - after }, (_, at) => after + at + 1).filter((number) =>
          view.matches(eventOf(number)),
        );
        if (end !== undefined) await until(() => line.numbers.length >= wanted.length);
        const got = line.numbers;
        assert.deepEqual(got, end === undefined ? wanted.slice(0, got.length) : wanted);
        end?.();
      }
    }),
    { numRuns: tries(25) },
  );
});

test('a line that takes nothing holds a few frames at most, whatever happens, and goes on where it was', async () => {
  const made = makeLog((sequence) => `#${sequence} ${'x'.repeat(40)}`);
  const [slow, quick] = [new Line(), new Line()];
  follow(made.fanOut, everything, slow, 0);
  follow(made.fanOut, everything, quick, 0);
  slow.blocked = true;
  for (let at = 0; at < 100; at++) {
    made.commit(100);
    await until(() => quick.numbers.length === made.head);
  }
  const frame = limits.liveFrameEvents * 50;
  assert.ok(slow.mostBuffered <= limits.fullBytes + frame, `${slow.mostBuffered} bytes`);
  slow.unblock();
  await until(() => slow.numbers.length >= made.head);
  assert.deepEqual(slow.numbers, quick.numbers);
  made.fanOut.stop();
});

test('who falls so far behind that the events are gone is told so, and nobody else', async () => {
  const made = makeLog();
  const [slow, quick] = [new Line(), new Line()];
  follow(made.fanOut, everything, slow, 0);
  follow(made.fanOut, everything, quick, 0);
  await until(() => made.fanOut.followersLive === 2);
  slow.blocked = true;
  slow.bufferedBytes = limits.drainedBytes + 1;
  // more than is remembered
  for (let at = 0; at < 25; at++) {
    made.commit(1_000);
    await until(() => quick.numbers.length === made.head);
  }
  made.prune(1_000);
  slow.unblock();
  await until(() => slow.ending !== undefined);
  assert.equal(slow.ending, 'out-of-range');
  assert.equal(quick.ending, undefined);
  made.fanOut.stop();
});

test('trouble with the log is forgotten when nobody listens any more: nobody would see it pass', async () => {
  const events = makeLog();
  const stop = await events.fanOut.watch(() => {});
  events.fail(new Error('no database'));
  events.commit(1);
  await until(() => events.tail.trouble !== undefined);
  stop();
  assert.equal(events.tail.trouble, undefined);
  events.fanOut.stop();
});

test('a watcher, a view or a line that fails is in no way of others: the line is ended, and they get what happens', async () => {
  const made = makeLog();
  const told: number[] = [];
  const stops = [
    await made.fanOut.watch(() => {
      throw new Error('a watcher that fails');
    }),
    await made.fanOut.watch((events) => void told.push(...(events ?? []).map(({ sequence }) => sequence))),
  ];
  const failing = (sequence: number, key: string): View => ({
    ...everything,
    key,
    render(events, ...more) {
      if (events.some((event) => event.sequence === sequence)) throw new Error('a view that fails');
      return everything.render(events, ...more);
    },
  });
  class TornLine extends Line {
    override send(frame: Buffer): void {
      if (frame.includes('#2')) throw new Error('a line that fails');
      super.send(frame);
    }
  }
  const [good, blind, torn, late] = [new Line(), new Line(), new TornLine(), new Line()];
  follow(made.fanOut, everything, good, 0);
  follow(made.fanOut, failing(2, 'blind'), blind, 0);
  follow(made.fanOut, everything, torn, 0);
  for (let at = 1; at <= 3; at++) {
    made.commit(1);
    await until(() => good.numbers.length === at && told.length === at);
  }
  follow(made.fanOut, failing(1, 'late'), late, 0);
  await until(() => [blind, torn, late].every(({ ending }) => ending !== undefined));
  assert.deepEqual(
    [good, blind, torn, late].map(({ numbers, ending }) => [numbers, ending]),
    [
      [[1, 2, 3], undefined],
      [[1], 'failed'],
      [[1], 'failed'],
      [[], 'failed'],
    ],
  );
  assert.deepEqual(told, [1, 2, 3]);
  for (const stop of stops) stop();
  made.fanOut.stop();
});

test('of those who are far behind and read nothing a few are sent pages, the others wait; nobody else waits for them', async () => {
  const made = makeLog((sequence) => `#${sequence} ${'x'.repeat(40)}`);
  made.commit(100);
  const deaf = Array.from({ length: 12 }, () => new Line());
  const followers = deaf.map((line) => {
    line.blocked = true;
    return follow(made.fanOut, everything, line, 0, 'deaf');
  });
  const begun = () => deaf.filter(({ numbers }) => numbers.length > 0).length;
  await until(() => begun() > 0);
  const [far, near] = [new Line(), new Line()];
  follow(made.fanOut, everything, far, 0, 'another');
  follow(made.fanOut, everything, near, made.head - 2, 'deaf');
  await until(() => far.numbers.length === made.head && near.numbers.length === 2);
  assert.equal(begun(), limits.catchUpsOfCallerMax);
  // one that waits goes away, and takes nobody's place
  followers.at(-1)?.end();
  for (let more = limits.catchUpsOfCallerMax; more < deaf.length - 1; more++) {
    deaf[more - limits.catchUpsOfCallerMax]?.unblock();
    await until(() => begun() === more + 1);
  }
  for (const line of deaf) line.unblock();
  await until(() => deaf.slice(0, -1).every(({ numbers }) => numbers.length === made.head));
  assert.deepEqual(deaf[0]?.numbers, far.numbers);
  assert.deepEqual(deaf.at(-1)?.numbers, []);
  made.fanOut.stop();
});

test('while events come, all who are far behind together rest as long as they read', async () => {
  const made = makeLog(undefined, 15);
  made.commit(8_000);
  const READ_MS = 20;
  const reads: { readonly from: number; readonly to: number }[] = [];
  const fanOut = made.openFanOut(async (after, limit) => {
    const from = performance.now();
    while (performance.now() - from < READ_MS) await setImmediate();
    const page = await made.readLog(after, limit);
    // there is always something new
    made.commit(1);
    await until(() => made.tail.sequence === made.head);
    reads.push({ from, to: performance.now() });
    return page;
  });
  const lines = [new Line(), new Line()];
  for (const line of lines) follow(fanOut, everything, line, 0);
  await until(() => lines.every(({ numbers }) => numbers.length === made.head));
  assert.ok(reads.length >= 8, `${reads.length} pages`);
  for (const [at, { from }] of reads.slice(1).entries()) {
    const restedMs = from - (reads[at]?.to ?? 0);
    assert.ok(restedMs >= READ_MS - 2, `rested for ${restedMs} ms behind page ${at}`);
  }
  fanOut.stop();
});

test('those who come back together share the pages that they read, from wherever each was', async () => {
  const made = makeLog(undefined, 15);
  made.commit(8_000);
  let reads = 0;
  const fanOut = made.openFanOut((after, limit) => {
    reads++;
    return made.readLog(after, limit);
  });
  const starts = [0, 0, 1, 999, 1_000, 1_001, 1_500];
  const lines = starts.map((after) => {
    const line = new Line();
    follow(fanOut, everything, line, after);
    return line;
  });
  await until(() => lines.every((line, at) => line.numbers.length >= 8_000 - (starts[at] ?? 0)));
  for (const [at, { numbers }] of lines.entries()) {
    const start = starts[at] ?? 0;
    assert.deepEqual(
      numbers,
      Array.from({ length: 8_000 - start }, (_, n) => start + n + 1),
      `from ${start}`,
    );
  }
  assert.ok(reads < 30, `${reads} pages instead of 52`);
  fanOut.stop();
});

test('behind a page that waited for the database nobody rests as long as that', async () => {
  const made = makeLog(undefined, 15);
  made.commit(2_000);
  const WAITED_MS = 2_000;
  const begun: number[] = [];
  let endedAtMs = 0;
  const fanOut = made.openFanOut(async (after, limit) => {
    begun.push(performance.now());
    const page = await made.readLog(after, limit);
    if (begun.length > 1) return page;
    await new Promise((resolve) => setTimeout(resolve, WAITED_MS));
    made.commit(1);
    await until(() => made.tail.sequence === made.head);
    endedAtMs = performance.now();
    return page;
  });
  follow(fanOut, everything, new Line(), 0);
  await until(() => begun.length > 1);
  const restedMs = (begun[1] ?? 0) - endedAtMs;
  assert.ok(restedMs < WAITED_MS, `rested for ${restedMs} ms`);
  fanOut.stop();
});
