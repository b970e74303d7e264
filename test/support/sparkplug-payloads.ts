/**
 * Sparkplug B payloads as edge nodes send them, written byte by byte after sparkplug_b.proto: nothing of the program's own
 * decoder is in it, nor a library of Protocol Buffers.
 */

/** Numbers of the standard. */
export const datatypes = {
  Int8: 1,
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt8: 5,
  UInt16: 6,
  UInt32: 7,
  UInt64: 8,
  Float: 9,
  Double: 10,
  Boolean: 11,
  String: 12,
} as const;
type Datatype = keyof typeof datatypes;

export interface SentMetric {
  readonly name?: string;
  readonly alias?: number;
  readonly timestamp?: number;
  /** Written unless `isTypeSaid` is false; how a value is written follows from it. */
  readonly type?: Datatype;
  readonly isTypeSaid?: boolean;
  readonly value?: number | bigint | boolean | string;
  readonly isHistorical?: boolean;
  readonly isNull?: boolean;
  readonly quality?: number;
}

export interface SentPayload {
  readonly timestamp?: number;
  readonly seq?: number;
  readonly metrics?: readonly SentMetric[];
}

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(left & 0x7fn);
    left >>= 7n;
    bytes.push(left === 0n ? low : low | 0x80);
  } while (left !== 0n);
  return Buffer.from(bytes);
}

const key = (field: number, wireType: number) => varint(field * 8 + wireType);
export const ofVarint = (field: number, value: number | bigint) => Buffer.concat([key(field, 0), varint(value)]);
export const ofBytes = (field: number, value: Buffer | string) => {
  const bytes = Buffer.from(value);
  return Buffer.concat([key(field, 2), varint(bytes.length), bytes]);
};

function valueOf(type: Datatype, value: NonNullable<SentMetric['value']>): Buffer {
  const bytes = Buffer.alloc(8);
  switch (type) {
    case 'Boolean':
      return ofVarint(14, value === true ? 1 : 0);
    case 'String':
      return ofBytes(15, String(value));
    case 'Double':
      bytes.writeDoubleLE(Number(value));
      return Buffer.concat([key(13, 1), bytes]);
    case 'Float':
      bytes.writeFloatLE(Number(value));
      return Buffer.concat([key(12, 5), bytes.subarray(0, 4)]);
    case 'Int64':
    case 'UInt64':
      return ofVarint(11, BigInt(value));
    default:
      // two's complement in 32 bits
      return ofVarint(10, BigInt.asUintN(32, BigInt(value)));
  }
}

/** A set of properties with one of them. */
function propertiesOf(quality: number): Buffer {
  return ofBytes(
    9,
    Buffer.concat([ofBytes(1, 'Quality'), ofBytes(2, Buffer.concat([ofVarint(1, 3), ofVarint(3, quality)]))]),
  );
}

export function metricBytes(metric: SentMetric): Buffer {
  const { name, alias, timestamp, type = 'Int32', isTypeSaid = true, value, isHistorical, isNull, quality } = metric;
  return Buffer.concat([
    ...(name === undefined ? [] : [ofBytes(1, name)]),
    ...(alias === undefined ? [] : [ofVarint(2, alias)]),
    ...(timestamp === undefined ? [] : [ofVarint(3, timestamp)]),
    ...(isTypeSaid ? [ofVarint(4, datatypes[type])] : []),
    ...(isHistorical === true ? [ofVarint(5, 1)] : []),
    ...(isNull === true ? [ofVarint(7, 1)] : []),
    ...(quality === undefined ? [] : [propertiesOf(quality)]),
    ...(value === undefined ? [] : [valueOf(type, value)]),
  ]);
}

export function payloadBytes({ timestamp, seq, metrics = [] }: SentPayload): Buffer {
  return Buffer.concat([
    ...(timestamp === undefined ? [] : [ofVarint(1, timestamp)]),
    ...metrics.map((metric) => ofBytes(2, metricBytes(metric))),
    ...(seq === undefined ? [] : [ofVarint(3, seq)]),
  ]);
}
