/** What machines say, between the topic it came on and the table it goes into. */
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { NewCut } from '../../production/index.ts';
import type { CounterPoint } from '../counters/counters.types.ts';
import type { RefusedSignal } from '../dead-letters/dead-letters.types.ts';
import type { StatusPoint } from '../statuses/statuses.types.ts';
import type { TelemetryPoint } from '../telemetry/telemetry.types.ts';
import type { ClockPolicy } from './clock.rules.ts';

/** What is reported; the last word of its topic. */
export const signalKinds = ['cuts', 'status', 'counters', 'telemetry'] as const;
export type SignalKind = (typeof signalKinds)[number];

export interface PointOfKind {
  cuts: NewCut;
  status: StatusPoint;
  counters: CounterPoint;
  telemetry: TelemetryPoint;
}
export type Point = PointOfKind[SignalKind];

/** A message of a machine, read and not looked at any further. */
export interface Signal {
  readonly topic: string;
  /** Kind and name of who sent it: `api-key:line 1`. */
  readonly source: string;
  readonly receivedAt: number;
  readonly payload: Buffer;
  readonly kind: SignalKind;
  /** Of that kind. */
  readonly points: readonly Point[];
  readonly refused: readonly RefusedSignal[];
}

/** What a batch is judged by, read before its transaction. */
export interface SignalPolicy {
  readonly clock: ClockPolicy;
  readonly machineIds: ReadonlySet<string>;
  /** Where counters begin again at 0, unless they say it; null: nowhere. */
  readonly rolloverAt: number | null;
  readonly telemetry: { readonly namesMax: number; readonly slotMs: number };
}

export interface SourcedPoint<Of> {
  readonly source: string;
  readonly point: Of;
}

/** What became of a point: it is on disk, it changed nothing, or a sentence says why it cannot be used. */
export type Outcome = 'stored' | 'repeated' | { readonly fault: string };

/** Where the points of one kind go. */
export interface SignalSink<Of> {
  /** @returns what became of each, in their order */
  storeWithin(tx: Transaction, points: readonly SourcedPoint<Of>[], policy: SignalPolicy): Promise<readonly Outcome[]>;
}

export interface KindCounts {
  /** Points that are on disk now. */
  readonly stored: number;
  /** Points that were there already, or changed nothing. */
  readonly repeated: number;
}

/** What became of signals since the process began. */
export interface SignalCounts extends KindCounts {
  /** Messages. */
  readonly received: number;
  /** Points whose clock was wrong and was replaced by ours. */
  readonly clamped: number;
  /** Points, or whole messages, that are among the dead letters. */
  readonly setAside: number;
  /** Messages that were not acknowledged because they could not be stored in time. */
  readonly refused: number;
  /** Messages that wait for a commit now. */
  readonly waiting: number;
  readonly byKind: Readonly<Record<SignalKind, KindCounts>>;
}
