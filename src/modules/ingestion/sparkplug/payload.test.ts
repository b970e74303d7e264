import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  metricBytes,
  ofBytes,
  ofVarint,
  payloadBytes,
  type SentMetric,
} from '../../../../test/support/sparkplug-payloads.ts';
import { valueAs } from './datatypes.rules.ts';
import {
  decodePayload,
  encodeRebirthRequest,
  METRIC_NAME_LENGTH_MAX,
  METRICS_PER_PAYLOAD_MAX,
  PayloadFault,
} from './payload.ts';

const at = 1_768_478_400_000;

function readValue(metric: SentMetric): unknown {
  const [read] = decodePayload(payloadBytes({ metrics: [metric] })).metrics;
  return read?.value === undefined ? undefined : valueAs(read.datatype ?? 0, read.value);
}

function faultOf(bytes: Buffer): string {
  try {
    decodePayload(bytes);
  } catch (error) {
    assert.ok(error instanceof PayloadFault, String(error));
    return `${error.reason}: ${error.message}`;
  }
  return 'none';
}

test('a payload written by hand says what it says', () => {
  // timestamp 1486144502122; metric "Temp", alias 3, Float 71.5; metric bdSeq, UInt64 7; seq 255
  const hex =
    '08eaf2f5a8a02b' +
    '120f' +
    '0a0454656d70' +
    '1003' +
    '2009' +
    '6500008f42' +
    '120b' +
    '0a056264536571' +
    '2008' +
    '5807' +
    '18ff01';
  const { timestamp, seq, metrics } = decodePayload(Buffer.from(hex, 'hex'));
  assert.deepEqual([timestamp, seq], [1_486_144_502_122, 255]);
  const rest = { timestamp: undefined, isHistorical: false, isGood: true };
  assert.deepEqual(metrics, [
    { ...rest, name: 'Temp', alias: 3, datatype: 9, value: 71.5 },
    { ...rest, name: 'bdSeq', alias: undefined, datatype: 8, value: 7n },
  ]);
});

test('the request for births is, byte by byte, a true Node Control/Rebirth', () => {
  const metrics = [{ name: 'Node Control/Rebirth', timestamp: at, type: 'Boolean', value: true }] as const;
  assert.equal(encodeRebirthRequest(at).toString('hex'), payloadBytes({ timestamp: at, metrics }).toString('hex'));
});

test('what a library leaves out that writes no zeros is taken for zero, and an empty name for none', () => {
  const { seq, metrics } = decodePayload(payloadBytes({ metrics: [{ name: '', alias: 2, value: 0 }] }));
  assert.deepEqual([seq, metrics[0]?.name, metrics[0]?.value], [0, undefined, 0n]);
});

test('integers have the sign of their datatype, in whichever of both fields they stand', () => {
  assert.equal(readValue({ type: 'Int8', value: -5 }), -5);
  assert.equal(readValue({ type: 'Int16', value: -300 }), -300);
  assert.equal(readValue({ type: 'Int32', value: -70_000 }), -70_000);
  assert.equal(readValue({ type: 'Int64', value: -(2n ** 40n) }), -(2 ** 40));
  assert.equal(readValue({ type: 'UInt8', value: 251 }), 251);
  assert.equal(readValue({ type: 'UInt32', value: 4_000_000_000 }), 4_000_000_000);
  assert.equal(readValue({ type: 'UInt64', value: 2n ** 52n }), 2 ** 52);
  assert.equal(valueAs(7, 4_000_000_000n), 4_000_000_000, 'as a long');
});

test('other values are numbers, booleans and texts, and what is none of them is undefined', () => {
  assert.equal(readValue({ type: 'Double', value: 0.1 }), 0.1);
  assert.equal(readValue({ type: 'Float', value: 0.5 }), 0.5);
  assert.equal(readValue({ type: 'Double', value: Number.NaN }), undefined);
  assert.equal(readValue({ type: 'Boolean', value: false }), false);
  assert.equal(readValue({ type: 'String', value: 'läuft' }), 'läuft');
  assert.equal(readValue({ type: 'Int32' }), undefined);
  const bytesMetric = Buffer.concat([ofBytes(1, 'blob'), ofVarint(4, 17), ofBytes(16, 'raw'), ofBytes(18, 'template')]);
  assert.equal(decodePayload(ofBytes(2, bytesMetric)).metrics[0]?.value, undefined);
});

test('null, bad quality and history are told', () => {
  const flags = (metric: SentMetric) => {
    const [read] = decodePayload(payloadBytes({ metrics: [{ value: 1, ...metric }] })).metrics;
    return [read?.isGood, read?.isHistorical];
  };
  assert.deepEqual(flags({}), [true, false]);
  assert.deepEqual(flags({ isNull: true }), [false, false]);
  assert.deepEqual(flags({ quality: 192 }), [true, false]);
  assert.deepEqual(flags({ quality: 500 }), [false, false]);
  assert.deepEqual(flags({ isHistorical: true }), [true, true]);
});

test('fields that nobody knows are passed over', () => {
  const metric = Buffer.concat([ofVarint(99, 1), metricBytes({ name: 'a', value: 5 }), ofBytes(8, 'metadata')]);
  const { metrics, seq } = decodePayload(Buffer.concat([ofBytes(4, 'uuid'), ofBytes(2, metric), ofVarint(3, 1)]));
  assert.deepEqual([metrics[0]?.name, metrics[0]?.value, seq], ['a', 5n, 1]);
});

test('what is no Sparkplug is malformed, and what goes beyond a limit is invalid', () => {
  assert.match(faultOf(Buffer.from('{"value":1}')), /^payload-malformed/);
  assert.match(
    faultOf(payloadBytes({ metrics: [{ name: 'cut off', value: 1 }] }).subarray(0, 8)),
    /^payload-malformed: The payload is no Sparkplug B: it ends in the middle of a field\.$/,
  );
  assert.match(faultOf(ofVarint(2, 1)), /^payload-malformed/, 'metrics are no numbers');
  // a name that reaches beyond its metric into the next
  const tooLong = Buffer.concat([Buffer.from([0x12, 0x03, 0x0a, 0x05, 0x61]), ofBytes(2, 'bcde')]);
  assert.match(faultOf(tooLong), /^payload-malformed/);
  assert.match(faultOf(ofVarint(3, 256)), /^payload-invalid: seq is 256/);
  const many = payloadBytes({ metrics: Array.from({ length: METRICS_PER_PAYLOAD_MAX + 1 }, () => ({})) });
  assert.match(faultOf(many), /^payload-invalid: A message has at most/);
  assert.match(
    faultOf(payloadBytes({ metrics: [{ name: 'x'.repeat(METRIC_NAME_LENGTH_MAX + 1) }] })),
    /^payload-invalid/,
  );
  const deep = Buffer.alloc(100_000, 0x0b);
  // a number of more than ten bytes
  const endless = Buffer.concat([Buffer.from([0x08]), Buffer.alloc(20, 0xff)]);
  assert.match(faultOf(endless), /: The payload is no Sparkplug B: its bytes are no protobuf\.$/);
  assert.match(faultOf(deep), /^payload-malformed/, 'groups in groups');
});

test('whatever bytes come, they are a payload or a fault', () => {
  const valid = payloadBytes({ timestamp: at, seq: 3, metrics: [{ name: 'a', alias: 1, quality: 192, value: 9 }] });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void faultOf(Buffer.from(bytes))));
  const broken = fc.tuple(fc.nat(valid.length - 1), fc.nat(255));
  fc.assert(
    fc.property(broken, ([place, byte]) => {
      const bytes = Buffer.from(valid);
      bytes[place] = byte;
      faultOf(bytes);
    }),
  );
});
