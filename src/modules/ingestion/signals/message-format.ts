/**
 * A payload → what it reports, one point or several. Pure.
 *
 * A point that is wrong is refused by itself: a machine is told of no mistake, so the good ones beside it are kept.
 */
import { parseInstant } from '../../../kernel/instant.ts';
import { holdsNul, mayHoldNul, NUL_REFUSED } from '../../../kernel/json-nul.ts';
import { type CompiledSchema, explainMessage } from '../../../platform/http/index.ts';
import type { RefusedSignal } from '../dead-letters/dead-letters.types.ts';
import type { CommonOnWire } from './point-fields.ts';

/** Points in one message. */
export const POINTS_PER_MESSAGE_MAX = 1_000;

/** How a kind of message is written. */
export interface MessageFormat<OnWire extends CommonOnWire, Point> {
  /** For a person: `A cut`. */
  readonly noun: string;
  readonly ofMachine: CompiledSchema;
  /** Where a topic does not say the machine; absent: there is no such topic. */
  readonly onSharedTopic?: CompiledSchema;
  /** @returns a sentence where it cannot be one */
  read(point: OnWire, machineId: string, occurredAt: number): Point | string;
  /** As the machine could have sent it alone, and with the time at which it came. */
  toPayload(point: Point): Readonly<Record<string, unknown>>;
}

export interface ReadPoints<Point> {
  readonly points: readonly Point[];
  readonly refused: readonly RefusedSignal[];
}

/** @param ofTopic the machine that the topic says; undefined where the payload does */
export function readMessage<OnWire extends CommonOnWire, Point extends object>(
  format: MessageFormat<OnWire, Point>,
  ofTopic: string | undefined,
  payload: Buffer,
  receivedAt: number,
): ReadPoints<Point> {
  const json = payload.toString('utf8');
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    return whole(payload, 'payload-malformed', 'The payload is no JSON.');
  }
  const arrival = { ofTopic, receivedAt, mayHoldNul: mayHoldNul(json) };
  if (!Array.isArray(content)) {
    const read = readOne(format, arrival, content);
    return typeof read === 'string' ? whole(payload, 'payload-invalid', read) : { points: [read], refused: NONE };
  }
  if (content.length > POINTS_PER_MESSAGE_MAX) {
    return whole(payload, 'payload-invalid', `A message has at most ${POINTS_PER_MESSAGE_MAX} points.`);
  }
  const points: Point[] = [];
  const refused: RefusedSignal[] = [];
  for (const point of content) {
    const read = readOne(format, arrival, point);
    if (typeof read !== 'string') points.push(read);
    else refused.push({ reason: 'payload-invalid', detail: read, payload: Buffer.from(JSON.stringify(point)) });
  }
  return { points, refused };
}

/** One for all: most messages are good. */
const NONE: readonly never[] = [];

/** What is known of the points of a message before they are read. */
interface Arrival {
  readonly ofTopic: string | undefined;
  readonly receivedAt: number;
  readonly mayHoldNul: boolean;
}

/** @returns a sentence where it cannot be used */
function readOne<OnWire extends CommonOnWire, Point extends object>(
  format: MessageFormat<OnWire, Point>,
  arrival: Arrival,
  point: unknown,
): Point | string {
  const checker = arrival.ofTopic === undefined ? (format.onSharedTopic ?? format.ofMachine) : format.ofMachine;
  const read = checker.Check(point)
    ? readPoint(format, point as OnWire, arrival)
    : `${explainMessage(checker, point, format.noun)}.`;
  // in what is passed over it does no harm: fixed-width texts of a PLC are filled with it
  return arrival.mayHoldNul && holdsNul(read) ? `${format.noun} ${NUL_REFUSED}` : read;
}

function readPoint<OnWire extends CommonOnWire, Point>(
  format: MessageFormat<OnWire, Point>,
  point: OnWire,
  { ofTopic, receivedAt }: Arrival,
): Point | string {
  const machineId = ofTopic ?? point.machine_id ?? '';
  if (point.machine_id !== undefined && point.machine_id !== machineId) {
    return `machine_id is '${point.machine_id}', but the topic is of the machine '${machineId}'.`;
  }
  const occurredAt = point.timestamp_utc === undefined ? receivedAt : parseInstant(point.timestamp_utc)?.ms;
  if (occurredAt === undefined) return 'timestamp_utc is no RFC 3339 time, for example 2026-09-02T14:23:01.250Z.';
  return format.read(point, machineId, occurredAt);
}

function whole(payload: Buffer, reason: RefusedSignal['reason'], detail: string): ReadPoints<never> {
  return { points: [], refused: [{ reason, detail, payload }] };
}
