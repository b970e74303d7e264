/**
 * Sparkplug B payloads: bytes of protobuf → what they say, and the one command that we send.
 *
 * Read by hand over the reader of protobufjs, field by field as sparkplug_b.proto numbers them: what is not asked for is
 * passed over without being built, and limits act before anything is kept. Load it when it is needed: nobody else has use
 * for protobufjs.
 */
import { Reader, Writer } from 'protobufjs/minimal.js';
import { LATEST_TIME, type MetricValue, type SparkplugMetric, type SparkplugPayload } from './sparkplug.types.ts';

/** In one message: a birth has all that a node or a device knows. */
export const METRICS_PER_PAYLOAD_MAX = 5_000;
export const METRIC_NAME_LENGTH_MAX = 500;

/** Why a payload cannot be used, for a person. */
export class PayloadFault extends Error {
  readonly reason: 'payload-malformed' | 'payload-invalid';

  constructor(reason: PayloadFault['reason'], detail: string) {
    super(detail);
    this.name = 'PayloadFault';
    this.reason = reason;
  }
}

const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const QUALITY = 'Quality';
const GOOD = 192n;
const SEQ_MAX = 255n;

/** @throws PayloadFault */
export function decodePayload(bytes: Buffer): SparkplugPayload {
  try {
    return readPayload(Reader.create(bytes), bytes.length);
  } catch (error) {
    if (error instanceof PayloadFault) throw error;
    // of the reader: its own words are for programmers
    const why = String(error).includes('index out of range')
      ? 'it ends in the middle of a field'
      : 'its bytes are no protobuf';
    throw new PayloadFault('payload-malformed', `The payload is no Sparkplug B: ${why}.`);
  }
}

/** Calls back for each field of a message, which has to read it; false passes over it. */
function eachField(reader: Reader, end: number, visit: (field: number, type: number) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    const [field, type] = [tag >>> 3, tag & 7];
    if (field === 0)
      throw new PayloadFault('payload-malformed', 'The payload is no Sparkplug B: a field has no number.');
    if (!visit(field, type)) reader.skipType(type);
  }
  if (reader.pos !== end) {
    throw new PayloadFault('payload-malformed', 'The payload is no Sparkplug B: a field is longer than what it is in.');
  }
}

function requireType(field: number, type: number, wanted: number): void {
  if (type === wanted) return;
  throw new PayloadFault(
    'payload-malformed',
    `The payload is no Sparkplug B: field ${field} has the wire type ${type}.`,
  );
}

/** Where the message that begins here ends; one that reaches beyond what it is in is found at the end of that. */
function endOfNested(reader: Reader): number {
  const length = reader.uint32();
  return reader.pos + length;
}

function readUint64(reader: Reader): bigint {
  const { low, high } = reader.uint64() as unknown as { readonly low: number; readonly high: number };
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

const toTime = (ms: bigint): number => Math.min(Number(ms), LATEST_TIME);

function readPayload(reader: Reader, end: number): SparkplugPayload {
  const metrics: SparkplugMetric[] = [];
  let timestamp: number | undefined;
  let seq = 0n;
  eachField(reader, end, (field, type) => {
    switch (field) {
      case 1:
        requireType(field, type, wire.varint);
        timestamp = toTime(readUint64(reader));
        return true;
      case 2:
        requireType(field, type, wire.bytes);
        if (metrics.length === METRICS_PER_PAYLOAD_MAX) {
          throw new PayloadFault('payload-invalid', `A message has at most ${METRICS_PER_PAYLOAD_MAX} metrics.`);
        }
        metrics.push(readMetric(reader, endOfNested(reader)));
        return true;
      case 3:
        requireType(field, type, wire.varint);
        seq = readUint64(reader);
        return true;
      default:
        return false;
    }
  });
  if (seq > SEQ_MAX) throw new PayloadFault('payload-invalid', `seq is ${seq}, but goes from 0 to 255.`);
  return { timestamp, seq: Number(seq), metrics };
}

function readMetric(reader: Reader, end: number): SparkplugMetric {
  let name: string | undefined;
  let alias: bigint | undefined;
  let timestamp: number | undefined;
  let datatype: number | undefined;
  let [isHistorical, isNull, isGood] = [false, false, true];
  let value: MetricValue | undefined;
  eachField(reader, end, (field, type) => {
    switch (field) {
      case 1:
        requireType(field, type, wire.bytes);
        name = readName(reader);
        return true;
      case 2:
        requireType(field, type, wire.varint);
        alias = readUint64(reader);
        return true;
      case 3:
        requireType(field, type, wire.varint);
        timestamp = toTime(readUint64(reader));
        return true;
      case 4:
        requireType(field, type, wire.varint);
        datatype = reader.uint32();
        return true;
      case 5:
        requireType(field, type, wire.varint);
        isHistorical = reader.bool();
        return true;
      case 7:
        requireType(field, type, wire.varint);
        isNull = reader.bool();
        return true;
      case 9:
        requireType(field, type, wire.bytes);
        isGood = readQuality(reader, endOfNested(reader)) === GOOD;
        return true;
      default: {
        const read = readValue(reader, 10, field, type);
        if (read === undefined) return false;
        value = read;
        return true;
      }
    }
  });
  return {
    // some send an empty one with the alias
    name: name === '' ? undefined : name,
    alias: alias === undefined || alias > BigInt(Number.MAX_SAFE_INTEGER) ? alias : Number(alias),
    timestamp,
    datatype,
    isHistorical,
    isGood: isGood && !isNull,
    value: isNull ? undefined : value,
  };
}

function readName(reader: Reader): string {
  const name = reader.string();
  if (name.length <= METRIC_NAME_LENGTH_MAX) return name;
  throw new PayloadFault('payload-invalid', `The name of a metric has more than ${METRIC_NAME_LENGTH_MAX} characters.`);
}

/** @param first field of the first kind of value. @returns undefined, and reads nothing, for a kind that is not taken */
function readValue(reader: Reader, first: number, field: number, type: number): MetricValue | undefined {
  switch (field - first) {
    case 0:
      requireType(field, type, wire.varint);
      return BigInt(reader.uint32());
    case 1:
      requireType(field, type, wire.varint);
      return readUint64(reader);
    case 2:
      requireType(field, type, wire.fixed32);
      return reader.float();
    case 3:
      requireType(field, type, wire.fixed64);
      return reader.double();
    case 4:
      requireType(field, type, wire.varint);
      return reader.bool();
    case 5:
      requireType(field, type, wire.bytes);
      return reader.string();
    default:
      return undefined;
  }
}

/** Of a set of properties; good where it has none. Keys and values stand in two lists beside each other. */
function readQuality(reader: Reader, end: number): MetricValue | undefined {
  let [keys, values] = [0, 0];
  let qualityAt = -1;
  const qualities: (MetricValue | undefined)[] = [];
  eachField(reader, end, (field, type) => {
    if (field === 1) {
      requireType(field, type, wire.bytes);
      if (readName(reader) === QUALITY) qualityAt = keys;
      keys++;
      return true;
    }
    if (field !== 2) return false;
    requireType(field, type, wire.bytes);
    qualities[values++] = readProperty(reader, endOfNested(reader));
    return true;
  });
  return qualityAt === -1 ? GOOD : qualities[qualityAt];
}

function readProperty(reader: Reader, end: number): MetricValue | undefined {
  let value: MetricValue | undefined;
  eachField(reader, end, (field, type) => {
    const read = readValue(reader, 3, field, type);
    if (read === undefined) return false;
    value = read;
    return true;
  });
  return value;
}

const BOOLEAN = 11;

/** An NCMD that asks a node for its births. */
export function encodeRebirthRequest(nowMs: number): Buffer {
  const writer = Writer.create();
  writer.uint32(tagOf(1, wire.varint)).uint64(nowMs);
  writer.uint32(tagOf(2, wire.bytes)).fork();
  writer.uint32(tagOf(1, wire.bytes)).string('Node Control/Rebirth');
  writer.uint32(tagOf(3, wire.varint)).uint64(nowMs);
  writer.uint32(tagOf(4, wire.varint)).uint32(BOOLEAN);
  writer.uint32(tagOf(14, wire.varint)).bool(true);
  writer.ldelim();
  return Buffer.from(writer.finish());
}

const tagOf = (field: number, type: number) => (field << 3) | type;
