/**
 * What a message of Sparkplug comes to, as signals: as if each machine had sent it on its own topic. There it can be tried
 * again where it cannot be used.
 */
import { createHash } from 'node:crypto';
import type { RefusedSignal } from '../dead-letters/dead-letters.types.ts';
import { readPointsOf } from '../signals/message-formats.ts';
import { MACHINES } from '../signals/signal-topics.ts';
import type { Point, Signal } from '../signals/signals.types.ts';
import { type MachineMessage, messagesOf } from './machine-messages.rules.ts';
import type { TakenMessage } from './node-session.rules.ts';
import { LATEST_TIME, type SparkplugPayload } from './sparkplug.types.ts';

export interface Received extends Pick<Signal, 'topic' | 'payload' | 'source' | 'receivedAt'> {}

export function refusedWhole(received: Received, reason: RefusedSignal['reason'], detail: string): Signal {
  const { payload } = received;
  return { ...received, kind: 'status', points: [], refused: [{ reason, detail, payload }] };
}

export function signalsOf(
  { offline, readings }: TakenMessage,
  payload: SparkplugPayload,
  received: Received,
): Signal[] {
  const messages = [...offline.map(offlineOf), ...messagesOf(readings, idOf(received.topic, payload))];
  return messages.map((message) => toSignal(message, received));
}

/** As of now: nobody knows better, the will of a node was written when it connected. */
function offlineOf(machineId: string): MachineMessage {
  return { machineId, kind: 'status', isHistorical: false, points: [{ status: 'offline' }] };
}

function toSignal({ machineId, kind, isHistorical, points }: MachineMessage, received: Received): Signal {
  const payload = Buffer.from(JSON.stringify(points));
  const read = readPointsOf({ kind, machineId }, payload, received.receivedAt);
  return {
    topic: `${MACHINES}${machineId}/${kind}`,
    payload,
    source: received.source,
    receivedAt: received.receivedAt,
    kind,
    points: read.points.map((point) => (isHistorical ? asHistorical(point) : asNewest(point))),
    refused: read.refused,
  };
}

/** What comes in sequence is the newest, whatever the clock of its node says. */
function asNewest(point: Point): Point {
  return 'isTimed' in point ? { ...point, isTimed: false } : point;
}

/** Cuts and counters have their place by their time alone. */
function asHistorical(point: Point): Point {
  return 'status' in point || 'values' in point ? { ...point, isHistorical: true } : point;
}

/** Of a message, the same when it is sent again; undefined without a time that is its own: two cannot be told apart then. */
function idOf(topic: string, { seq, timestamp }: SparkplugPayload): string | undefined {
  if (timestamp === undefined || timestamp >= LATEST_TIME) return undefined;
  const origin = createHash('sha256').update(topic).digest('base64url').slice(0, 8);
  return `sparkplug/${origin}/${timestamp}/${seq}`;
}
