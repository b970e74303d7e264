/** Readings of metrics → points as machines send them on their own topics, so that all that follows is the same. Pure. */
import { formatInstant } from '../../../kernel/instant.ts';
import { POINTS_PER_MESSAGE_MAX } from '../signals/message-format.ts';
import type { SignalKind } from '../signals/signals.types.ts';
import { VALUES_PER_POINT_MAX } from '../telemetry/telemetry.types.ts';
import type { MetricMeaning } from './mapping.rules.ts';
import type { Reading } from './metric-readings.rules.ts';

type WirePoint = Readonly<Record<string, unknown>>;

/** What a machine could have sent in one message. */
export interface MachineMessage {
  readonly machineId: string;
  readonly kind: SignalKind;
  /** From before: must not move what is so now. */
  readonly isHistorical: boolean;
  readonly points: readonly WirePoint[];
}

const kindOf = {
  counter: 'counters',
  cut: 'cuts',
  status: 'status',
  telemetry: 'telemetry',
} as const satisfies Record<MetricMeaning['kind'], SignalKind>;

/** @param id of the message, the same when it is sent again; undefined where nothing tells two of them apart */
export function messagesOf(readings: readonly Reading[], id: string | undefined): MachineMessage[] {
  const messages: MachineMessage[] = [];
  for (const ofMessage of Map.groupBy(readings, keyOf).values()) {
    const [{ meaning, isHistorical }] = ofMessage as [Reading];
    const points =
      meaning.kind === 'telemetry'
        ? telemetryPoints(ofMessage)
        : ofMessage.flatMap((reading) => pointOf(reading, id, readings.indexOf(reading)));
    for (let from = 0; from < points.length; from += POINTS_PER_MESSAGE_MAX) {
      const some = points.slice(from, from + POINTS_PER_MESSAGE_MAX);
      messages.push({ machineId: meaning.machineId, kind: kindOf[meaning.kind], isHistorical, points: some });
    }
  }
  return messages;
}

function keyOf({ meaning: { machineId, kind }, isHistorical }: Reading): string {
  return `${machineId} ${kind} ${isHistorical}`;
}

/** None where the value says nothing. */
function pointOf(reading: Reading, id: string | undefined, nth: number): WirePoint[] {
  const { meaning, value, occurredAt, isFromBirth } = reading;
  const timestamp = { timestamp_utc: formatInstant(occurredAt) };
  if (meaning.kind === 'status') {
    const said = meaning.statuses.get(String(value));
    return said === undefined ? [] : [{ ...timestamp, status: said.status, reason: said.reason ?? null }];
  }
  if (typeof value === 'string') return [];
  if (meaning.kind === 'counter') {
    const counter = meaning.name === undefined ? {} : { counter: meaning.name };
    return [{ ...timestamp, ...counter, value: Number(value), rollover_at: meaning.rolloverAt ?? null }];
  }
  // in a birth it is what the metric happens to hold
  if (isFromBirth || Number(value) === 0) return [];
  return [{ ...timestamp, cut_count: Number(value), source_id: id === undefined ? null : `${id}/${nth}` }];
}

/** Numbers of one time stand in one point. */
function telemetryPoints(readings: readonly Reading[]): WirePoint[] {
  const points: { readonly timestamp_utc: string; readonly values: Record<string, number> }[] = [];
  for (const [occurredAt, ofTime] of Map.groupBy(readings, (reading) => reading.occurredAt)) {
    let values: Record<string, number> | undefined;
    for (const { meaning, value } of ofTime) {
      if (typeof value === 'string') continue;
      const name = meaning.name ?? telemetryNameOf(meaning.metric);
      // the same name again is a later value of the same millisecond
      if (values === undefined || (Object.keys(values).length >= VALUES_PER_POINT_MAX && !(name in values))) {
        values = {};
        points.push({ timestamp_utc: formatInstant(occurredAt), values });
      }
      values[name] = Number(value);
    }
  }
  return points;
}

const NAME_LENGTH_MAX = 60;

/** `Spindle/Load` → `Spindle_Load`. */
function telemetryNameOf(metric: string): string {
  const name = metric.replace(/[^A-Za-z0-9_.:-]/g, '_');
  return (/^[A-Za-z]/.test(name) ? name : `m_${name}`).slice(0, NAME_LENGTH_MAX);
}
