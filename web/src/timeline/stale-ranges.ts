/** Which part of whose timeline an event makes out of date. */
import type { LiveEvent } from '../live/connection.ts';
import type { Interval } from './coverage.ts';
import type { Lane } from './lane.ts';
import { ALWAYS } from './period-store.ts';

export interface StaleRange {
  /** Absent: of all machines. */
  readonly machineId?: string;
  readonly interval: Interval;
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

function since(start: unknown, end: unknown): Interval {
  return {
    fromMs: text(start) === undefined ? Number.NEGATIVE_INFINITY : Date.parse(String(start)),
    toMs: text(end) === undefined ? Number.POSITIVE_INFINITY : Date.parse(String(end)),
  };
}

/** @param laneOf what is known of a machine: a ticket names the stop that it is about, and not when that was */
export function staleRanges({ type, data }: LiveEvent, laneOf: (machineId: string) => Lane): readonly StaleRange[] {
  const topic = type.split('.')[2];
  const machineId = text(data['machine_id']);
  // names and groups of stops of any time
  if (topic === 'reason') return [{ interval: ALWAYS }];
  if (machineId === undefined) return [];
  if (topic === 'timeline') return [{ machineId, interval: since(data['start_time'], data['end_time']) }];
  if (topic === 'stop') return [{ machineId, interval: since(data['stopped_at'], undefined) }];
  if (topic !== 'ticket') return [];
  return laneOf(machineId)
    .periods.filter(
      ({ id, ticketId }) => id === data['fourjaw_downtime_id'] || (ticketId !== null && ticketId === data['ticket_id']),
    )
    .map(({ startMs, endMs }) => ({ machineId, interval: { fromMs: startMs, toMs: endMs } }));
}
