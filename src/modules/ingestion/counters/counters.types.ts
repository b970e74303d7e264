/** Absolute counters of machines. */
import type { PointInOrder } from '../signals/point-fields.ts';

export interface CounterPoint extends PointInOrder {
  /** Its name on the machine. */
  readonly counter: string;
  readonly value: number;
  /** Where it begins again at 0; null where the source does not say. */
  readonly rolloverAt: number | null;
}

/** How far a counter was when it was heard of last. */
export interface CounterLine {
  readonly value: number;
  readonly lastAt: number;
  readonly lastSequence: number | null;
}

/** Where a machine reports one only. */
export const COUNTER_DEFAULT = 'pieces';
/** Names on one machine: a sender that makes them up must not fill the disk. */
export const COUNTERS_PER_MACHINE_MAX = 20;
