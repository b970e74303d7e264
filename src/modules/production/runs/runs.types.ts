/** What the other rooms see of a production run: one product on one machine, from start to completion. */
import type { NamedProduct } from '../products/products.types.ts';

export const runStatuses = ['ACTIVE', 'COMPLETED'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** What came of a run, in whole pieces; null where nobody has said. Good and scrap together are the total. */
export interface RunCounts {
  readonly goodCount: number | null;
  readonly scrapCount: number | null;
  /** Produced, good or not. */
  readonly totalCount: number | null;
}

export const nothingSaid: RunCounts = { goodCount: null, scrapCount: null, totalCount: null };

export interface Run extends RunCounts {
  readonly id: number;
  readonly machineId: string;
  readonly productId: number;
  /** Whole pieces that it is to make; null where nobody has said. */
  readonly targetQuantity: number | null;
  readonly startedAt: number;
  /** Excluded; null while the run is active. */
  readonly endedAt: number | null;
  readonly status: RunStatus;
  /** As the operator measures it; nothing is worked out from it. */
  readonly scrapLength: number | null;
  readonly note: string | null;
  /** Who, as they were called then. */
  readonly startedBy: string;
  readonly completedBy: string | null;
  /** Cuts while it lasted; null while it is active. */
  readonly cutCount: number | null;
  /** Productive uptime of closed status periods while it lasted; null while it is active. */
  readonly uptimeMs: number | null;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A run as answers show it. */
export interface RunView extends Run {
  readonly product: NamedProduct;
  /** Of an active run: until now. */
  readonly cutCount: number;
}

/** What performance and quality take from a run. */
export interface MeasuredRun {
  readonly id: number;
  readonly machineId: string;
  readonly startedAt: number;
  /** Excluded; null while the run is active. */
  readonly endedAt: number | null;
  /** As {@link Run} keeps them: null while the run is active. */
  readonly cutCount: number | null;
  readonly uptimeMs: number | null;
  /** Microseconds that one piece of its product takes at best. */
  readonly idealCycleUs: number | null;
  /** Whether the machine had ever reported a cut before the run ended: without a counter, no cuts say nothing. */
  readonly isCounted: boolean;
  /** Pieces, as people recorded them or else as they were counted; null while the run is active and nobody has said. */
  readonly produced: number | null;
  readonly scrap: number | null;
}

export interface NewRun {
  readonly machineId: string;
  readonly productId: number;
  readonly targetQuantity?: number | null | undefined;
  readonly note?: string | undefined;
}

/** What is told when a run is over; null and absent say nothing. */
export interface RunCompletion extends Partial<RunCounts> {
  readonly scrapLength?: number | null;
  readonly note?: string | null;
}

/** What can be changed of the past; null empties. */
export interface RunChanges extends Partial<RunCounts> {
  readonly startedAt?: number;
  /** Of a run that is over. */
  readonly endedAt?: number;
  readonly productId?: number;
  readonly targetQuantity?: number | null;
  readonly scrapLength?: number | null;
  readonly note?: string | null;
}

/** A run that is over already when it is told. */
export interface PastRun extends NewRun, RunCompletion {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly note?: string | undefined;
  /** Who did it, where that is not who tells it. */
  readonly startedBy?: string;
  readonly completedBy?: string;
}

export interface RunFilter {
  readonly machineIds?: readonly string[] | undefined;
  readonly productId?: number | undefined;
  readonly status?: RunStatus | undefined;
  /** Runs of which something lies in [fromMs, toMs). */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

export interface RunListing extends RunFilter {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  readonly withTotal?: boolean | undefined;
}
