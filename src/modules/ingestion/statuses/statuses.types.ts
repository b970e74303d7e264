/** What machines report of themselves. */
import type { PointInOrder } from '../signals/point-fields.ts';

export const reportedStatuses = ['running', 'idle', 'stopped', 'planned_stop', 'offline'] as const;
export type ReportedStatus = (typeof reportedStatuses)[number];

export interface StatusPoint extends PointInOrder {
  readonly status: ReportedStatus;
  /** Why, as the source writes it. */
  readonly reason: string | null;
}

/** A point that has been taken. */
export interface SeenPoint extends Pick<StatusPoint, 'status' | 'reason'> {
  readonly at: number;
  /** Name of the period that begins with it, one of the machine's; null where it says what the point before said. */
  readonly period: string | null;
  /** How many periods have had their names from it. */
  readonly named: number;
  readonly heardAt: number;
}

/** What a machine has said lately, and last. */
export interface StatusLine {
  /** By time: the latest ones, and the beginning of the period that the first of them lies in. At least one. */
  readonly seen: readonly SeenPoint[];
  readonly lastSequence: number | null;
  readonly lastAt: number;
}
