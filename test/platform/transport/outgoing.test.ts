/** What we publish at another broker: how much at once, in which order, and what becomes of it where the connection ends. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Packet } from 'mqtt-packet';
import { MessageTooLong } from '../../../src/platform/transport/message-length.ts';
import { createReceiver } from '../../support/receiver.ts';
import type { ScriptedConnection } from '../../support/scripted-broker.ts';
import { openScriptedFloor } from '../../support/scripted-floor.ts';
import { until } from '../../support/until.ts';

const floor = openScriptedFloor();
after(floor.close);

/** A broker that answers what is published as a test says. */
async function open(receiveMaximum: number, maximumPacketSize?: number) {
  /** What has come to it and is not answered. */
  const unanswered: { body: string; answer: () => void; refuse: (reasonCode: number) => void }[] = [];
  const said: string[] = [];
  const take = (packet: Packet, { send }: ScriptedConnection) => {
    if (packet.cmd !== 'publish') return;
    const { messageId = 0, payload } = packet;
    said.push(String(payload));
    const refuse = (reasonCode: number) => send({ cmd: 'puback', messageId, reasonCode });
    unanswered.push({ body: String(payload), answer: () => refuse(0), refuse });
  };
  const properties = { receiveMaximum, ...(maximumPacketSize && { maximumPacketSize }) };
  const other = await floor.open(take, () => ({ sessionPresent: true, properties }));
  const client = floor.start(other, createReceiver([]));
  return {
    client,
    said,
    unanswered,
    other,
    answerAll() {
      for (const { answer } of unanswered.splice(0)) answer();
    },
    cut: () => other.connections.at(-1)?.cut(),
    untilConnected: () => until('it is connected', () => client.state().connections === 1),
    untilAway: () => until('it is away', () => client.state().connections === 0),
  };
}

test('no more is on the way than the broker takes, and what waits goes out before a later call', async () => {
  const { client, said, unanswered, answerAll, untilConnected } = await open(2);
  await untilConnected();
  const published = ['a', 'b', 'c', 'd'].map((body) => client.publish('t', body));
  await until('two have come', () => said.length === 2);
  void published[0]?.then(() => published.push(client.publish('t', 'e')));
  answerAll();
  await until('two more have come', () => said.length === 4);
  assert.equal(unanswered.length, 2);
  answerAll();
  await until('the last has come', () => said.length === 5);
  answerAll();
  await Promise.all(published);
  assert.deepEqual(said, ['a', 'b', 'c', 'd', 'e']);
});

test('what is longer than the broker takes is rejected and not sent, the rest of the packet counted', async () => {
  const { client, said, unanswered, answerAll, untilConnected } = await open(20, 50);
  await untilConnected();
  const bodies = ['a'.repeat(43), 'b'.repeat(42), 'c'.repeat(100), 'd'];
  const published = Promise.allSettled(bodies.map((body) => client.publish('t', body)));
  const typed = client.publish('t', 'e'.repeat(39), { contentType: 'x' });
  await assert.rejects(typed, MessageTooLong);
  await until('the others have come', () => unanswered.length === 2);
  answerAll();
  assert.deepEqual(
    (await published).map((outcome) => outcome.status === 'fulfilled' || outcome.reason instanceof MessageTooLong),
    [true, true, true, true],
  );
  assert.deepEqual(said, ['b'.repeat(42), 'd']);
  assert.equal(client.state().connections, 1);
});

test('what the broker answers with being too long, and had not told before, is rejected as such, and costs no connection', async () => {
  const { client, other, unanswered, answerAll, untilConnected } = await open(20);
  await untilConnected();
  const published = Promise.allSettled(['a'.repeat(100), 'b'].map((body) => client.publish('t', body)));
  await until('both have come', () => unanswered.length === 2);
  unanswered.shift()?.refuse(0x95);
  answerAll();
  const [long, short] = await published;
  assert.ok(long?.status === 'rejected' && long.reason instanceof MessageTooLong, 'whoever publishes can go on');
  assert.equal(short?.status, 'fulfilled');
  assert.equal(other.connections.length, 1);
});

test('what was published before a connection ends is rejected with it, and never goes out again', async () => {
  const { client, said, answerAll, untilConnected, untilAway, cut } = await open(1);
  await untilConnected();
  const lost = Promise.allSettled(['a', 'b'].map((body) => client.publish('t', body)));
  await until('one is on the way', () => said.length === 1);
  cut();
  assert.deepEqual(
    (await lost).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  await untilAway();
  const later = ['c', 'd'].map((body) => client.publish('t', body));
  await until('the next one has come', () => said.length === 2);
  answerAll();
  await until('and the one behind it', () => said.length === 3);
  answerAll();
  await Promise.all(later);
  assert.deepEqual(said, ['a', 'c', 'd']);
});

test('where it breaks a second time, nothing is overtaken by what follows it', async () => {
  const { client, said, answerAll, untilConnected, untilAway, cut } = await open(20);
  await untilConnected();
  const first = client.publish('t', 'a').catch(() => 'rejected');
  await until('it is on the way', () => said.length === 1);
  cut();
  await untilAway();
  const second = client.publish('t', 'b').catch(() => 'rejected');
  await until('the next connection has something', () => said.length === 2);
  const third = client.publish('t', 'c').catch(() => 'rejected');
  cut();
  await untilAway();
  const fourth = client.publish('t', 'd').catch(() => 'rejected');
  await until('the third has something', () => said.at(-1) === 'd');
  answerAll();
  assert.deepEqual(await Promise.all([first, second, third, fourth]), ['rejected', 'rejected', 'rejected', undefined]);
  assert.deepEqual(said.toSorted(), said);
  assert.equal(new Set(said).size, said.length);
});

test('what is withdrawn rejects and never goes out; what has gone out is answered all the same', async () => {
  const { client, said, answerAll, untilConnected } = await open(1);
  await untilConnected();
  const wish = new AbortController();
  const [first, ...withdrawn] = ['a', 'b', 'c'].map((body) => client.publish('t', body, { signal: wish.signal }));
  const last = client.publish('t', 'd');
  await until('one is on the way', () => said.length === 1);
  wish.abort(new Error('too late'));
  for (const one of withdrawn) await assert.rejects(one, /too late/);
  assert.deepEqual(said, ['a'], 'the broker takes no other one before it has answered');
  answerAll();
  await until('another one goes in its place', () => said.length === 2);
  answerAll();
  await Promise.all([first, last]);
  assert.deepEqual(said, ['a', 'd']);
  await assert.rejects(client.publish('t', 'e', { signal: wish.signal }), /too late/);
});

test('whatever is published is settled, also what nobody answers and what comes behind a stop', async () => {
  const { client, said, untilConnected, cut } = await open(1);
  await untilConnected();
  const published = Promise.allSettled(['a', 'b'].map((body) => client.publish('t', body)));
  await until('one is on the way', () => said.length === 1);
  const stopped = client.stop();
  const late = client.publish('t', 'c');
  await assert.rejects(late, /is being ended/);
  cut();
  assert.deepEqual(
    (await published).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  await stopped;
});

test('a long message that asks for no answer is rejected where the connection ends before it has gone out', async () => {
  const { client, untilConnected, cut } = await open(1);
  await untilConnected();
  const long = client.publish('t', Buffer.alloc(20_000_000), { qos: 0 });
  cut();
  await assert.rejects(long, /ended before/);
});
