/** Lines that read nothing, all together: who is cut off, and when. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Actor, systemActor } from '../../../src/kernel/access.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { createLogger } from '../../../src/platform/logging/index.ts';
import { type Connection, createConnections } from '../../../src/platform/realtime/connections.ts';
import { defaultRealtimeLimits } from '../../../src/platform/realtime/limits.ts';
import type { Ending, Outlet } from '../../../src/platform/realtime/outlets.ts';
import type { WatchedOutlet } from '../../../src/platform/realtime/unsent-bytes.ts';

const { log } = createLogger({ level: 'silent', fileMaxBytes: 1, filesKept: 1, colour: false, clock: systemClock });
const KIB = 1_024;
const limits = {
  ...defaultRealtimeLimits,
  sweepMs: 1_000_000,
  unsentBytesMax: 1_000 * KIB,
  unsentBytesOfCallerMax: 400 * KIB,
  unsentLookBytes: 10 * KIB,
};

/** Takes whatever is sent, and hands on what the test says. */
class DeafOutlet implements Outlet {
  bufferedBytes = 0;
  writtenBytes = 0;
  ending: Ending | undefined;
  detail = '';
  send(frame: Buffer): void {
    this.bufferedBytes += frame.length;
  }
  whenDrained(): void {}
  ping(): void {}
  end(ending: Ending, detail: string): void {
    this.ending = ending;
    this.detail = detail;
  }
}

function factory() {
  const connections = createConnections(limits, log);
  const open = (actor: Actor | undefined, address = '10.0.0.1') => {
    const outlet = new DeafOutlet();
    const guest = { protocol: 'websocket', actor, address, requestId: 'r' } as const;
    return { outlet, connection: connections.open(guest, outlet) };
  };
  const send = ({ outlet }: Connection, kib: number) => outlet.send(Buffer.alloc(kib * KIB));
  return { open, send };
}

const named = (id: string): Actor => ({ ...systemActor('test'), kind: 'user', id });

test('one caller with many lines loses the furthest behind of them, and nobody else loses any', () => {
  const { open, send } = factory();
  const others = ['2', '3'].map((id) => open(named(id)));
  for (const { connection } of others) send(connection, 200);
  const own = Array.from({ length: 8 }, () => open(named('1')));
  for (const { connection } of own.slice(1)) send(connection, 50);
  send((own[0] as (typeof own)[0]).connection, 90);
  assert.deepEqual(
    own.map(({ outlet }) => outlet.ending),
    ['too-slow', ...Array(7).fill(undefined)],
  );
  assert.match(own[0]?.outlet.detail ?? '', /resume from the last position/);
  assert.deepEqual(
    others.map(({ outlet }) => outlet.ending),
    [undefined, undefined],
  );
});

test('strangers share by address, and all callers together have a limit', () => {
  const { open, send } = factory();
  const strangers = Array.from({ length: 5 }, () => open(undefined, '10.0.0.9'));
  for (const { connection } of strangers) send(connection, 90);
  assert.equal(strangers.filter(({ outlet }) => outlet.ending === 'too-slow').length, 1);

  const many = Array.from({ length: 12 }, (_, at) => open(named(String(at))));
  for (const [at, { connection }] of many.entries()) send(connection, 60 + at);
  const unsent = [...strangers, ...many]
    .filter(({ outlet }) => outlet.ending === undefined)
    .reduce((sum, { outlet }) => sum + outlet.bufferedBytes, 0);
  assert.ok(unsent <= limits.unsentBytesMax, `${unsent / KIB} KiB`);
  assert.deepEqual(
    strangers.slice(0, 2).map(({ outlet }) => outlet.ending),
    ['too-slow', 'too-slow'],
    'the most behind first',
  );
});

test('who reads is not cut off, whatever was sent', () => {
  const { open, send } = factory();
  const deaf = open(named('1'));
  const reader = open(named('1'));
  for (let at = 0; at < 100; at++) {
    send(reader.connection, 50);
    reader.outlet.bufferedBytes = 0;
  }
  send(deaf.connection, 399);
  assert.deepEqual([deaf.outlet.ending, reader.outlet.ending], [undefined, undefined]);
});

test('a frame that many wait for is counted once, and who waits for others is cut off before them', () => {
  const { open, send } = factory();
  const shared = Buffer.alloc(90 * KIB);
  const many = Array.from({ length: 20 }, (_, at) => open(named(String(at))));
  for (const { connection } of many) connection.outlet.send(shared);
  for (const { connection } of many) connection.outlet.send(shared);
  assert.ok(many.every(({ outlet }) => outlet.ending === undefined));
  const alone = Array.from({ length: 16 }, (_, at) => open(named(`alone ${at}`)));
  for (const { connection } of alone) send(connection, 60);
  assert.ok(many.every(({ outlet }) => outlet.ending === undefined));
  assert.equal(alone.filter(({ outlet }) => outlet.ending === 'too-slow').length, 1);
});

test('no frame is held that has been written', () => {
  const { open } = factory();
  const { outlet, connection } = open(named('1'));
  const { outlet: watched } = connection as unknown as { outlet: WatchedOutlet };
  const frames = Array.from({ length: 4 }, () => Buffer.alloc(2 * KIB));
  for (const frame of frames) watched.send(frame);
  assert.deepEqual(watched.unsentFrames(), frames);
  outlet.bufferedBytes = 3 * KIB;
  assert.deepEqual(watched.unsentFrames(), frames.slice(2));
  outlet.bufferedBytes = 0;
  assert.deepEqual(watched.unsentFrames(), []);
});
