/** What machines report of themselves. */
import type { PointInOrder } from '../signals/point-fields.ts';

export const reportedStatuses = ['running', 'idle', 'stopped', 'planned_stop', 'offline'] as const;
export type ReportedStatus = (typeof reportedStatuses)[number];

export interface StatusPoint extends PointInOrder {
  readonly status: ReportedStatus;
  /** Why, as the source writes it. */
  readonly reason: string | null;
}

/** What a machine said last: the beginning of its open period, and the latest point that said so. */
export interface StatusLine {
  readonly status: ReportedStatus;
  readonly reason: string | null;
  readonly startedAt: number;
  readonly lastAt: number;
  readonly lastSequence: number | null;
}
