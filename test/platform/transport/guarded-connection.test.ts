/** What comes through a guarded connection, and what leaves by it: in which pieces, in which order, and until when. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { generate } from 'mqtt-packet';
import { GuardedConnection } from '../../../src/platform/transport/guarded-connection.ts';
import { createIntake } from '../../../src/platform/transport/intake.ts';
import type { LeftOver } from '../../../src/platform/transport/plain-messages.ts';
import { UnreadBytes } from '../../../src/platform/transport/unread-bytes.ts';
import { until } from '../../support/until.ts';

const NOTHING = Buffer.alloc(0);
const hello = generate({ cmd: 'connect', clientId: 'mill', clean: true, protocolId: 'MQTT', protocolVersion: 4 });
const ping = generate({ cmd: 'pingreq' });

describe('a guarded connection', () => {
  const server = createServer();
  let accepted: Socket;
  let guarded: GuardedConnection;
  let written: Buffer[];
  let far: Socket;
  let cuts: string[];
  let ended: boolean;
  let room: PromiseWithResolvers<void> | undefined;
  /** What is done with what is received behind CONNECT. */
  let plain: { isFull: boolean; takeFrom(bytes: Buffer): LeftOver; takeBehind(bytes: Buffer): LeftOver };
  after(() => server.close());
  afterEach(() => {
    far.destroy();
    guarded.destroy();
  });
  const allOf = async (socket: Socket) => Buffer.concat((await socket.toArray()) as Buffer[]);

  beforeEach(async () => {
    if (!server.listening) server.listen(0, '127.0.0.1');
    if (server.address() === null) await once(server, 'listening');
    const connected = once(server, 'connection');
    far = dial((server.address() as { port: number }).port, '127.0.0.1');
    [accepted] = (await connected) as [Socket];
    written = [];
    cuts = [];
    ended = false;
    room = undefined;
    const leaveAll = (received: Buffer) => ({ left: received, behind: NOTHING });
    plain = { isFull: false, takeFrom: leaveAll, takeBehind: leaveAll };
    const write = accepted.write.bind(accepted) as (chunk: Buffer, ...rest: unknown[]) => boolean;
    accepted.write = ((chunk: Buffer, ...rest: unknown[]) => {
      written.push(chunk);
      return write(chunk, ...rest);
    }) as Socket['write'];
    guarded = new GuardedConnection(accepted, {
      limits: { packetBytesMax: 1_000, unreadBytesMax: 100_000, unread: new UnreadBytes(1_000_000) },
      intake: createIntake(() => room?.promise),
      plain,
      onCut: (why) => cuts.push(why),
    });
    guarded.on('end', () => {
      ended = true;
    });
  });

  /** Reads as the broker's library does: once each time it is told that there is something. */
  function listen(): { readonly bytes: () => string } {
    const got: Buffer[] = [];
    guarded.on('readable', () => {
      const piece = guarded.read() as Buffer | null;
      if (piece !== null) got.push(piece);
    });
    return { bytes: () => Buffer.concat(got).toString('latin1') };
  }

  /** As the broker does: it has read CONNECT, and answered it. */
  async function signIn(): Promise<{ readonly bytes: () => string }> {
    const { bytes } = listen();
    far.write(hello);
    await until('CONNECT has come through', () => bytes() === hello.toString('latin1'));
    guarded.letIn();
    return { bytes: () => bytes().slice(hello.length) };
  }

  test('hands on CONNECT, however it is cut, and what lies behind it once that is answered', async () => {
    const heard = listen();
    for (const byte of hello) {
      far.write(Buffer.from([byte]));
      await setImmediate();
    }
    far.write(Buffer.concat([ping, ping]));
    await until('CONNECT has come through', () => heard.bytes() === hello.toString('latin1'));
    guarded.letIn();
    await until('the rest has, too', () => heard.bytes() === Buffer.concat([hello, ping, ping]).toString('latin1'));
  });

  test('takes what is behind packets of the library only when it has those', async () => {
    const order: string[] = [];
    plain.takeFrom = (bytes) => ({ left: bytes.subarray(0, 2), behind: bytes.subarray(2) });
    plain.takeBehind = (bytes) => {
      order.push(`took ${bytes.length}`);
      return { left: NOTHING, behind: NOTHING };
    };
    await signIn();
    guarded.removeAllListeners('readable').on('readable', () => {});
    far.write(Buffer.concat([ping, ping, ping]));
    await until('something is ready', () => guarded.readableLength > 0);
    order.push(`read ${(guarded.read() as Buffer).length}`);
    await until('all of it is dealt with', () => order.length >= 2);
    assert.deepEqual(order, ['read 2', 'took 4']);
  });

  test('hands on all that was sent before the other side closed, and then that it has', async () => {
    const heard = await signIn();
    plain.takeFrom = (bytes) => ({ left: bytes.subarray(0, 2), behind: bytes.subarray(2) });
    plain.takeBehind = plain.takeFrom;
    far.end(Buffer.concat(Array.from({ length: 100 }, () => ping)));
    await until('the end has come', () => ended);
    assert.equal(heard.bytes().length, 200);
  });

  test('tells that the other side has closed also to who does not read just now', async () => {
    await signIn();
    guarded.removeAllListeners('readable').on('readable', () => {});
    far.end();
    await until('the end has come', () => ended);
  });

  test('reads on when there is room again, also where the other side has closed meanwhile', async () => {
    const heard = await signIn();
    room = Promise.withResolvers();
    far.end(ping);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    assert.deepEqual([heard.bytes(), ended], ['', false]);
    const { resolve } = room;
    room = undefined;
    resolve();
    await until('the end has come', () => ended);
    assert.equal(heard.bytes(), ping.toString('latin1'));
  });

  test('is open until all has been handed on that was sent before the other side closed', async () => {
    const heard = await signIn();
    plain.takeFrom = (bytes) => {
      // the next piece has to wait for its turn
      room = Promise.withResolvers();
      return { left: bytes.subarray(0, 2), behind: bytes.subarray(2) };
    };
    far.resume().end(Buffer.concat([ping, ping]));
    await until('it has heard of the end', () => accepted.readableEnded);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    assert.deepEqual([heard.bytes().length, accepted.destroyed], [2, false]);
    const { resolve } = room as unknown as PromiseWithResolvers<void>;
    room = undefined;
    resolve();
    await until('the end has come', () => ended);
    assert.equal(heard.bytes().length, 4);
  });

  test('reads nothing while too much is not acknowledged, and on when it is told', async () => {
    const heard = await signIn();
    plain.isFull = true;
    far.write(ping);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    assert.equal(heard.bytes(), '');
    plain.isFull = false;
    guarded.readOn();
    await until('it has come through', () => heard.bytes() === ping.toString('latin1'));
  });

  test('is gone where the other side breaks off, whatever was waiting', async () => {
    await signIn();
    guarded.on('error', () => {});
    plain.isFull = true;
    far.write(ping);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    far.resetAndDestroy();
    await until('it is gone', () => guarded.closed);
    assert.equal(accepted.destroyed, true);
  });

  test('says to a protocol that is not known that it is not, and closes', async () => {
    listen();
    const level = hello.indexOf('MQTT') + 4;
    far.write(Buffer.concat([hello.subarray(0, level), Buffer.from([5]), hello.subarray(level + 1)]));
    assert.deepEqual([...(await allOf(far))], [0x20, 2, 0, 1]);
    assert.match(cuts.join(), /protocol/);
    if (!guarded.closed) await once(guarded, 'close');
  });

  test('sends acknowledgements and topics of one turn in one piece, and those of the next in another', async () => {
    guarded.write(Buffer.from('ab'));
    guarded.write('ö/');
    guarded.write('c', 'utf8');
    guarded.send(Buffer.from('!'));
    assert.equal(written.length, 0);
    await setImmediate();
    guarded.write(Buffer.from('d'));
    await setImmediate();
    assert.deepEqual(written.map(String), ['abö/c!', 'd']);
    guarded.end();
    assert.equal(String(await allOf(far)), 'abö/c!d');
  });

  test('sends what was written before it ends, and nothing that is written behind', async () => {
    guarded.write(Buffer.from('last words'));
    guarded.end(Buffer.from('.'));
    guarded.on('error', () => {});
    guarded.write(Buffer.from('too late'));
    assert.equal(String(await allOf(far)), 'last words.');
    assert.deepEqual(cuts, []);
  });

  test('tells who wants to know when it was written, in its order', async () => {
    guarded.write(Buffer.from('1'));
    await new Promise<void>((resolve) => guarded.write(Buffer.from('2'), () => resolve()));
    guarded.write(Buffer.from('3'));
    await setImmediate();
    guarded.end();
    assert.equal(String(await allOf(far)), '123');
  });

  test('is cut off when the other side does not read', async () => {
    for (let at = 0; at < 2_000 && cuts.length === 0; at++) {
      for (let part = 0; part < 100; part++) guarded.write(Buffer.alloc(100));
      await setImmediate();
    }
    assert.match(cuts.join(), /were not read by the other side/);
    assert.equal(guarded.destroyed, true);
  });
});

test('of all connections that read too little together, those furthest behind are cut off', () => {
  const unread = new UnreadBytes(2_000_000);
  const cut: string[] = [];
  const behind = (name: string, bytes: number) => {
    const socket = { writableLength: bytes } as Socket;
    const write = () => unread.written(socket, 300_000, () => cut.push(name));
    write();
    return { socket, write };
  };
  behind('a little', 200_000);
  const gone = behind('gone', 900_000);
  behind('most', 900_000);
  unread.closed(gone.socket);
  const reads = behind('reads', 500_000);
  Object.assign(reads.socket, { writableLength: 0 });
  const more = behind('more', 800_000);
  more.write();
  more.write();
  assert.deepEqual(cut, [], 'not more than may be');
  behind('also', 500_000);
  for (let at = 0; at < 4; at++) more.write();
  assert.deepEqual(cut, ['most']);
});
