/** How each kind of message is read. */
import { counterFormat } from '../counters/counter-messages.ts';
import { cutFormat } from '../cuts/cut-messages.ts';
import { statusFormat } from '../statuses/status-messages.ts';
import { telemetryFormat } from '../telemetry/telemetry-messages.ts';
import { type MessageFormat, type ReadPoints, readMessage } from './message-format.ts';
import type { CommonOnWire } from './point-fields.ts';
import type { SignalTopic } from './signal-topics.ts';
import type { Point, SignalKind } from './signals.types.ts';

const formats = {
  cuts: cutFormat,
  status: statusFormat,
  counters: counterFormat,
  telemetry: telemetryFormat,
} satisfies Record<SignalKind, object>;

/** Of the kind, which reads and writes no others. */
const formatOf = (kind: SignalKind) => formats[kind] as unknown as MessageFormat<CommonOnWire, Point>;

export function readPointsOf({ kind, machineId }: SignalTopic, payload: Buffer, receivedAt: number): ReadPoints<Point> {
  return readMessage(formatOf(kind), machineId, payload, receivedAt);
}

/** @param point of that kind */
export function payloadOf(kind: SignalKind, point: Point): Buffer {
  return Buffer.from(JSON.stringify(formatOf(kind).toPayload(point)));
}
