/** What the broker writes in one turn leaves in one piece, in its order, and before the end of the connection. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { guardConnection } from '../../../src/platform/transport/guarded-connection.ts';
import { createIntake } from '../../../src/platform/transport/intake.ts';
import { UnreadBytes } from '../../../src/platform/transport/unread-bytes.ts';

const leaveAll = (received: Buffer) => ({ left: received, behind: Buffer.alloc(0) });

describe('a guarded connection', () => {
  const server = createServer();
  let guarded: Socket;
  let written: Buffer[];
  let far: Socket;
  let cuts: string[];
  after(() => server.close());
  afterEach(() => {
    far.destroy();
    guarded.destroy();
  });
  const allOf = async (socket: Socket) => Buffer.concat((await socket.toArray()) as Buffer[]);

  beforeEach(async () => {
    if (!server.listening) server.listen(0, '127.0.0.1');
    if (server.address() === null) await once(server, 'listening');
    const accepted = once(server, 'connection');
    far = dial((server.address() as { port: number }).port, '127.0.0.1');
    [guarded] = (await accepted) as [Socket];
    written = [];
    cuts = [];
    const write = guarded.write.bind(guarded) as (chunk: Buffer, ...rest: unknown[]) => boolean;
    guarded.write = ((chunk: Buffer, ...rest: unknown[]) => {
      written.push(chunk);
      return write(chunk, ...rest);
    }) as Socket['write'];
    guardConnection(
      guarded,
      { packetBytesMax: 1_000, unreadBytesMax: 100_000, unread: new UnreadBytes(1_000_000) },
      createIntake(() => undefined),
      { isFull: false, takeFrom: leaveAll, takeBehind: leaveAll },
      (why) => cuts.push(why),
    );
  });

  test('sends acknowledgements and topics of one turn in one piece, and those of the next in another', async () => {
    guarded.write(Buffer.from('ab'));
    guarded.write('ö/');
    guarded.write('c', 'utf8');
    assert.equal(written.length, 0);
    await setImmediate();
    guarded.write(Buffer.from('d'));
    await setImmediate();
    assert.deepEqual(written.map(String), ['abö/c', 'd']);
    guarded.end();
    assert.equal(String(await allOf(far)), 'abö/cd');
  });

  test('sends what was written before it ends, and nothing that is written behind', async () => {
    guarded.write(Buffer.from('last words'));
    guarded.end(Buffer.from('.'));
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
