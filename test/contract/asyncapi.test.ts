/** `/asyncapi.json`: that nothing is missing in it, and that what is sent is as it says. */
import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { Check } from 'typebox/value';
import { isOfTopic, topicDescriptions, topicRights } from '../../src/app/channels.ts';
import { systemActor } from '../../src/kernel/access.ts';
import { clientFrames, serverFrames } from '../../src/modules/events/index.ts';
import { describeChannels } from '../../src/platform/http/asyncapi.ts';
import { maySubscribe } from '../../src/platform/transport/topic-rights.ts';
import { eventCatalogue } from '../../src/services/event-catalogue.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { requireDescribed } from '../support/described-events.ts';
import { onEngine } from '../support/engines.ts';
import { openLive } from '../support/live-client.ts';

const root = new URL('../..', import.meta.url).pathname;

test('every type of event that stands in the code is in the catalogue, and none twice', async () => {
  const types = eventCatalogue.map(({ type }) => type);
  assert.deepEqual(types, [...new Set(types)]);
  const unknown: string[] = [];
  for await (const file of glob('src/modules/**/*.ts', { cwd: root })) {
    if (/\.(test|schemas)\.ts$|routes\.ts$|event-types\.ts$/.test(file)) continue;
    const text = await readFile(`${root}/${file}`, 'utf8');
    for (const [, type = ''] of text.matchAll(/type: ['`](com\.milldash\.[^'`]+)['`]/g)) {
      // of what is put in only the beginning is known
      const [fixed = ''] = type.split('${');
      if (!types.some((known) => (fixed === type ? known === type : known.startsWith(fixed)))) unknown.push(type);
    }
  }
  assert.deepEqual(unknown, [], 'add them to event-types.ts of their module');
});

test('what a test tells and nobody describes is refused, and what is not as described too', () => {
  assert.throws(() => requireDescribed({ type: 'com.milldash.machine.exploded', data: {} }), /No module describes/);
  const data = { api_key_id: '7' };
  requireDescribed({ type: 'com.milldash.api-key.revoked', data });
  const secret = { ...data, key: 'mdk_7' };
  assert.throws(() => requireDescribed({ type: 'com.milldash.api-key.revoked', data: secret }), /not as/);
});

test('channels and messages have one name each, and no channel speaks of a message that is not there', () => {
  const channel = { name: 'a', address: 'a', server: 'mqtt', summary: 'A', permissions: {}, sent: ['x'] } as const;
  const version = '1';
  assert.throws(() => describeChannels({ messages: [], channels: [channel] }, { version }), /nobody describes: x/);
  const twice = [
    { ...channel, sent: [] },
    { ...channel, sent: [] },
  ];
  assert.throws(() => describeChannels({ messages: [], channels: twice }, { version }), /name 'a'/);
});

onEngine('sqlite', 'channels', (under) => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp(under);
  });

  test('every line of the rights to topics is described, and every description has a line', () => {
    const rights = topicRights(app.config);
    const topics = topicDescriptions(app.config);
    const silent = rights.filter((right) => !topics.some((topic) => isOfTopic(right, topic)));
    const idle = topics.filter((topic) => !rights.some((right) => isOfTopic(right, topic)));
    assert.deepEqual({ silent, idle }, { silent: [], idle: [] }, 'a topic is an entry beside its rights');
  });

  test('who may read all reads each kind of all machines, and by no filter several kinds', () => {
    const rights = topicRights(app.config);
    const may = (filter: string) => maySubscribe(rights, systemActor('reads everything'), filter);
    const machines = 'milldash/v1/machines';
    for (const granted of [`${machines}/+/cuts`, `${machines}/m1/status`, 'spBv1.0/#'])
      assert.ok(may(granted), granted);
    for (const refused of [`${machines}/+/+`, `${machines}/m1/#`, `${machines}/#`]) assert.ok(!may(refused), refused);
  });

  test('the document is for everybody, is fetched once, and keeps events of people from topics', async () => {
    const answer = await app.app.inject('/asyncapi.json');
    assert.equal(answer.statusCode, 200);
    const again = await app.app.inject({
      url: '/asyncapi.json',
      headers: { 'if-none-match': String(answer.headers.etag) },
    });
    assert.equal(again.statusCode, 304);
    const { channels, operations } = answer.json();
    const [byMqtt, live] = [Object.keys(channels.events.messages), Object.keys(channels.eventStream.messages)];
    assert.ok(byMqtt.includes('com.milldash.ticket.opened'));
    assert.deepEqual(
      [...new Set(live.filter((type) => !byMqtt.includes(type)).map((type) => type.split('.')[2]))].sort(),
      ['api-key', 'session', 'user'],
    );
    assert.equal(operations.receiveEvents, undefined, 'nobody publishes events but MillDash');
    assert.match(operations.receiveCutsOfMachine.description, /cuts:record/);
  });

  test('the frames of a live connection are as they are described', async () => {
    const base = await app.app.listen({ host: '127.0.0.1', port: 0 });
    const live = await openLive(base, '', { headers: await app.signIn('VIEWER') });
    const said = [
      { type: 'subscribe', subscription: 'a', topics: ['test'] },
      { type: 'subscribe', topics: ['machine'], after: '1:999' },
      { type: 'unsubscribe', subscription: 'b' },
      { type: 'ping' },
      { type: 'authenticate', token: 'nobody' },
    ];
    for (const message of said.slice(0, 4)) live.send(message);
    await live.next('pong');
    await live.next('live');
    await app.services.store.transact(systemActor('test'), async (tx) =>
      tx.emit({ type: 'com.milldash.test.happened', subject: 'tests/1', data: {} }),
    );
    await live.next('events');
    live.send(said[4] as object);
    await live.closed;
    const problems = live.frames.filter(
      (frame) => !serverFrames.some(({ type, payload }) => type === frame.type && Check(payload, frame)),
    );
    assert.deepEqual(problems, []);
    const seen = new Set(live.frames.map(({ type }) => type));
    for (const type of ['ready', 'subscribed', 'unsubscribed', 'live', 'events', 'pong', 'error'])
      assert.ok(seen.has(type), type);
    for (const message of said) {
      assert.ok(
        clientFrames.some(({ type, payload }) => type === message.type && Check(payload, message)),
        message.type,
      );
    }
  });
});
