import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createMapping } from './mapping.rules.ts';
import type { MappingLine } from './mapping.settings.ts';
import { createSession, sizeOf, takeMessage } from './node-session.rules.ts';
import type { SparkplugMetric, SparkplugPayload, SparkplugType } from './sparkplug.types.ts';

const now = Date.UTC(2026, 0, 15, 12);
const table: MappingLine[] = [
  { source: 'plant/line/mill', metric: 'count', kind: 'counter', machine_id: 'mill-1' },
  { source: 'plant/line/mill', metric: 'state', kind: 'status', machine_id: 'mill-1' },
  { source: '+/line/+', metric: 'load', kind: 'telemetry', machine_id: '{device}' },
  { source: 'plant/line', metric: 'power', kind: 'telemetry', machine_id: 'mill-1' },
];
const INT = 3;
const TEXT = 12;

const metric = (name: string | undefined, value: SparkplugMetric['value'], more: Partial<SparkplugMetric> = {}) => ({
  name,
  alias: undefined,
  timestamp: undefined,
  datatype: typeof value === 'string' ? TEXT : INT,
  isHistorical: false,
  isGood: true,
  value,
  ...more,
});
const birthOfMill = [
  metric('count', 100n, { alias: 1 }),
  metric('state', 'running', { alias: 2, timestamp: now - 9e6 }),
  metric('not mapped', 5n, { alias: 3 }),
];

/** A node that is told of message by message, each with the next number unless `seq` says another. */
function node(lines: readonly MappingLine[] = table) {
  const session = createSession('plant', 'line');
  const mapping = createMapping(lines);
  let next = 0;
  function say(
    type: SparkplugType,
    metrics: readonly SparkplugMetric[],
    more: Partial<SparkplugPayload> & { at?: number } = {},
  ) {
    const { at = now, ...payload } = more;
    const isNumbered = type !== 'NDEATH';
    const seq = more.seq ?? (isNumbered ? next % 256 : 0);
    if (isNumbered) next = seq + 1;
    const device = type.startsWith('D') ? 'mill' : undefined;
    const topic = { group: 'plant', node: 'line', type, device };
    const taken = takeMessage(session, mapping, topic, { timestamp: at, metrics, ...payload, seq }, at);
    return { ...taken, values: taken.readings.map(({ value }) => value) };
  }
  const bdSeq = (value: bigint) => metric('bdSeq', value, { datatype: 8 });
  const born = (birth = 7n) => {
    say('NBIRTH', [bdSeq(birth), metric('power', 3n)], { seq: 0 });
    return say('DBIRTH', birthOfMill);
  };
  return { session, say, born, bdSeq };
}

test('births name metrics and their aliases, and data goes by alias or by name', () => {
  const { say, born } = node();
  const birth = born();
  assert.deepEqual(
    birth.values,
    [100n, 'running'].map((value) => (typeof value === 'bigint' ? Number(value) : value)),
  );
  assert.deepEqual(
    birth.readings.map(({ occurredAt }) => occurredAt),
    [now, now],
    'what a birth says is so now',
  );
  const byAlias = say('DDATA', [
    metric(undefined, 101n, { alias: 1, datatype: undefined, timestamp: now - 50 }),
    metric(undefined, 6n, { alias: 3, datatype: undefined }),
  ]);
  assert.deepEqual([byAlias.values, byAlias.readings[0]?.occurredAt, byAlias.rebirth], [[101], now - 50, undefined]);
  assert.deepEqual(say('DDATA', [metric('state', 'idle'), metric('nobody asks', 1n)]).values, ['idle']);
  assert.deepEqual(say('NDATA', [metric('power', 4n)]).values, [4]);
});

test('numbers go from 0 to 255 and round again', () => {
  const { say, born } = node();
  born();
  for (let nth = 2; nth < 600; nth++) assert.equal(say('DDATA', [metric('count', BigInt(nth))]).ignored, undefined);
});

test('a gap, data without a birth, an unknown alias and a device that was not born ask for births, and count for nothing', () => {
  const gap = node();
  gap.born();
  assert.match(gap.say('DDATA', [metric('count', 103n)], { seq: 5 }).rebirth ?? '', /^seq 5 came behind 1$/);
  const after = gap.say('DDATA', [metric('count', 104n)]);
  assert.deepEqual([after.values, after.rebirth], [[], 'there is no birth of the node']);
  gap.born();
  assert.deepEqual(gap.say('DDATA', [metric('count', 105n)]).values, [105], 'the birth mends it');

  const alias = node();
  alias.born();
  const unknown = alias.say('DDATA', [metric('count', 101n), metric(undefined, 1n, { alias: 99 })]);
  assert.deepEqual([unknown.values, unknown.rebirth], [[], 'no birth has named the metric with the alias 99']);

  const unborn = node();
  unborn.say('NBIRTH', []);
  assert.match(unborn.say('DDATA', [metric('count', 1n)]).rebirth ?? '', /no birth of the device 'mill'/);
  assert.match(node().say('DBIRTH', birthOfMill).rebirth ?? '', /no birth of the node/);
});

test('a message that is sent again counts for nothing and asks for nothing', () => {
  const { say, born } = node();
  born();
  say('DDATA', [metric('count', 101n)], { seq: 2 });
  const again = say('DDATA', [metric('count', 101n)], { seq: 2 });
  assert.deepEqual([again.values, again.rebirth, again.ignored], [[], undefined, 'a message that was sent again']);
  assert.deepEqual(say('DDATA', [metric('count', 102n)]).values, [102]);
});

test('a death of the node takes its devices along, and that of an earlier birth is stale', () => {
  const { say, born, bdSeq } = node();
  born(7n);
  const stale = say('NDEATH', [bdSeq(6n)]);
  assert.deepEqual([stale.offline, stale.ignored], [[], 'a death of another birth']);
  assert.deepEqual(say('DDATA', [metric('count', 101n)], { seq: 2 }).values, [101]);
  assert.deepEqual(say('NDEATH', [bdSeq(7n)]).offline, ['mill-1']);
  assert.equal(say('DDATA', [], { seq: 3 }).rebirth, 'there is no birth of the node');
  born(8n);
  assert.equal(say('NDEATH', [bdSeq(7n)]).ignored, 'a death of another birth');
});

test('who begins anew knows no birth, and believes a death', () => {
  const { say, bdSeq } = node();
  assert.deepEqual(say('NDEATH', [bdSeq(3n)]).offline, ['mill-1']);
});

test('a death of a device counts whatever its number is', () => {
  const { say, born } = node();
  born();
  const inOrder = say('DDEATH', []);
  assert.deepEqual([inOrder.offline, inOrder.rebirth], [['mill-1'], undefined]);
  assert.match(say('DDATA', [metric('count', 1n)]).rebirth ?? '', /no birth of the device/);
  born();
  const behindGap = say('DDEATH', [], { seq: 9 });
  assert.deepEqual([behindGap.offline, behindGap.rebirth], [['mill-1'], 'seq 9 came behind 1']);
});

test('a device that is not born again behind its node is gone, in a minute', () => {
  const { say, born, bdSeq } = node();
  born();
  say('NBIRTH', [bdSeq(8n)], { seq: 0 });
  assert.deepEqual(say('NDATA', [], { at: now + 30_000 }).offline, []);
  assert.deepEqual(say('NDATA', [], { at: now + 61_000 }).offline, ['mill-1']);
  assert.deepEqual(say('NDATA', [], { at: now + 62_000 }).offline, [], 'told once');
  born();
  say('NBIRTH', [bdSeq(9n)], { seq: 0 });
  assert.deepEqual(say('DBIRTH', birthOfMill, { at: now + 90_000 }).offline, [], 'late, but there');
});

test('null, bad quality and a value from before without a time say nothing', () => {
  const { say, born } = node();
  born();
  const bad = [metric('count', undefined), metric('count', 5n, { isGood: false }), metric('state', true)];
  assert.deepEqual(say('DDATA', bad).values, []);
  const historical = [metric('count', 6n, { isHistorical: true, timestamp: now - 1_000 })];
  assert.equal(say('DDATA', historical).readings[0]?.occurredAt, now - 1_000);
  assert.deepEqual(say('DDATA', [metric('count', 6n, { isHistorical: true })], { timestamp: undefined }).values, []);
});

test('whatever is lost on the way, no value is misread, and a birth that arrives mends all of it', () => {
  const step = fc.record({ pieces: fc.nat(5), isLost: fc.boolean(), isAnswerLost: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const session = createSession('plant', 'line');
      const mapping = createMapping(table);
      let [seq, pieces] = [0, 0];
      let counted: number | undefined;
      function send(type: SparkplugType, metrics: readonly SparkplugMetric[], isLost: boolean): boolean {
        if (type === 'NBIRTH') seq = 0;
        const topic = { group: 'plant', node: 'line', type, device: type.startsWith('D') ? 'mill' : undefined };
        const payload = { timestamp: now + pieces, seq: seq++ % 256, metrics };
        if (isLost) return false;
        const taken = takeMessage(session, mapping, topic, payload, now);
        for (const { value, meaning } of taken.readings) {
          if (meaning.metric !== 'count') continue;
          assert.equal(value, pieces);
          counted = pieces;
        }
        return taken.rebirth !== undefined;
      }
      const beBorn = (isLost: boolean) => {
        send('NBIRTH', [], isLost);
        send('DBIRTH', [metric('count', BigInt(pieces), { alias: 1 })], false);
      };
      beBorn(false);
      for (const { pieces: more, isLost, isAnswerLost } of steps) {
        pieces += more;
        const data = metric(undefined, BigInt(pieces), { alias: 1, datatype: undefined });
        if (send('DDATA', [data], isLost)) beBorn(isAnswerLost);
      }
      beBorn(false);
      assert.equal(counted, pieces);
    }),
  );
});

test('a birth without metrics counts with all that the table says of its device: it is remembered as well', () => {
  const { session, say } = node();
  say('NBIRTH', [], { seq: 0 });
  const ofNode = sizeOf(session);
  say('DBIRTH', []);
  assert.deepEqual(
    [ofNode, sizeOf(session)],
    [2, 2 + 4],
    'each with the lines of the table that are about it, and itself',
  );
  say('NBIRTH', [], { seq: 0 });
  assert.equal(sizeOf(session), 3, 'one that is awaited counts, too');
});
