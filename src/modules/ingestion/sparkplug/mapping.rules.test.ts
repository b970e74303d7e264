import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messagesOf } from './machine-messages.rules.ts';
import { createMapping } from './mapping.rules.ts';
import type { Reading } from './metric-readings.rules.ts';
import { sparkplugTopicOf } from './sparkplug-topics.ts';

const at = Date.UTC(2026, 0, 15, 12);
const time = '2026-01-15T12:00:00.000Z';
const mapping = createMapping([
  { source: 'plant/line/mill', metric: 'N', kind: 'counter', machine_id: 'special', name: 'lane-2', rollover_at: 100 },
  { source: 'plant/+/+', metric: 'N', kind: 'counter', machine_id: '{node}-{device}' },
  { source: '+/+/+', metric: 'Cut', kind: 'cut', machine_id: '{device}' },
  { source: '+/+/+', metric: 'A/B °C', kind: 'telemetry', machine_id: '{device}' },
  { source: '+/+/+', metric: 'Load', kind: 'telemetry', machine_id: '{device}', name: 'load' },
  {
    source: 'plant/line',
    metric: 'Mode',
    kind: 'status',
    machine_id: 'special',
    values: [{ value: '2', status: 'stopped', reason: 'Coil jam' }],
  },
  { source: '+/+/+', metric: 'Word', kind: 'status', machine_id: '{device}' },
]);
const meaning = (device: string | undefined, metric: string) => mapping.meaningsOf('plant', 'line', device).get(metric);

function reading(
  device: string | undefined,
  metric: string,
  value: Reading['value'],
  more: Partial<Reading> = {},
): Reading {
  const means = meaning(device, metric);
  assert.ok(means !== undefined);
  return { meaning: means, value, occurredAt: at, isHistorical: false, isFromBirth: false, ...more };
}
const points = (...readings: Reading[]) =>
  messagesOf(readings, 'id').map((message) => [message.kind, ...message.points]);

test('the first line that fits counts, and names of the source stand in the machine', () => {
  assert.equal(meaning('mill', 'N')?.machineId, 'special');
  assert.equal(meaning('saw', 'N')?.machineId, 'line-saw');
  assert.equal(meaning(undefined, 'N'), undefined, 'a line of devices says nothing of the node');
  assert.equal(meaning(undefined, 'Mode')?.machineId, 'special');
  assert.equal(meaning('a saw', 'Word'), undefined, 'no machine can have that id');
  assert.equal(mapping.meaningsOf('plant', 'line', '$&').get('Word')?.machineId, '$&');
  assert.equal(mapping.hasNode('else', 'where'), true);
  assert.deepEqual(mapping.namedDevices('plant', 'line'), ['mill']);
  assert.deepEqual(mapping.namedNodes(), [['plant', 'line']]);
});

test('a topic says where a message is from, and what is none of them is not read', () => {
  const node = { group: 'plant', node: 'line', type: 'NBIRTH', device: undefined };
  assert.deepEqual(sparkplugTopicOf('spBv1.0/plant/NBIRTH/line'), node);
  assert.equal(sparkplugTopicOf('spBv1.0/plant/DDATA/line/mill')?.device, 'mill');
  const others = [
    'STATE/host',
    'plant/NCMD/line',
    'plant/DDATA/line',
    'plant/NDATA/line/mill',
    'plant/NDATA/',
    'p/DDATA/l/m/x',
  ];
  for (const topic of others) assert.equal(sparkplugTopicOf(`spBv1.0/${topic}`), undefined, topic);
});

test('readings become what machines send on their own topics', () => {
  assert.deepEqual(points(reading('mill', 'N', 42)), [
    ['counters', { timestamp_utc: time, counter: 'lane-2', value: 42, rollover_at: 100 }],
  ]);
  assert.deepEqual(points(reading(undefined, 'Mode', 2), reading(undefined, 'Mode', 7)), [
    ['status', { timestamp_utc: time, status: 'stopped', reason: 'Coil jam' }],
  ]);
  assert.deepEqual(points(reading('saw', 'Word', 'planned_stop')), [
    ['status', { timestamp_utc: time, status: 'planned_stop', reason: null }],
  ]);
});

test('numbers of one time stand together, under names that can be asked for', () => {
  const later = { occurredAt: at + 1 };
  assert.deepEqual(
    points(reading('saw', 'Load', 1.5), reading('saw', 'A/B °C', 20), reading('saw', 'Load', true, later)),
    [
      [
        'telemetry',
        { timestamp_utc: time, values: { load: 1.5, A_B__C: 20 } },
        { timestamp_utc: '2026-01-15T12:00:00.001Z', values: { load: 1 } },
      ],
    ],
  );
});

test('a cut is a piece when it happens, never in a birth, and the same again has the same id', () => {
  const cut = (value: Reading['value'], more: Partial<Reading> = {}) => points(reading('saw', 'Cut', value, more));
  assert.deepEqual(cut(true), [['cuts', { timestamp_utc: time, cut_count: 1, source_id: 'id/0' }]]);
  assert.deepEqual(cut(3), [['cuts', { timestamp_utc: time, cut_count: 3, source_id: 'id/0' }]]);
  for (const none of [cut(false), cut(0), cut('x'), cut(3, { isFromBirth: true })]) assert.deepEqual(none, []);
});

test('what is from before is a message of its own', () => {
  const [live, before] = messagesOf(
    [reading('saw', 'Load', 1), reading('saw', 'Load', 2, { isHistorical: true })],
    'id',
  );
  assert.deepEqual([live?.isHistorical, before?.isHistorical], [false, true]);
});

test('what the values of a pattern mean is kept once, however many devices it takes in', () => {
  assert.equal(meaning('mill', 'Word')?.statuses, meaning('saw', 'Word')?.statuses);
});
