/**
 * Puts a batch of signals where they belong, in one transaction: good points to the sink of their kind, refused ones to
 * their signal, for whoever keeps dead letters.
 */
import { DAY_MS, SECOND_MS } from '../../../kernel/clock.ts';
import type { TableAccess } from '../../../platform/database/index.ts';
import { rememberedUntil, type Store, type Transaction } from '../../../platform/outbox/index.ts';
import { SETTING_TOPIC, type SettingsReader } from '../../../platform/settings/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Production } from '../../production/index.ts';
import type { Timeline } from '../../timeline/index.ts';
import { createCounterSink } from '../counters/counter-sink.ts';
import { createCutSink } from '../cuts/cut-sink.ts';
import type { RefusedSignal } from '../dead-letters/dead-letters.types.ts';
import { createStatusSink } from '../statuses/status-sink.ts';
import { telemetryNamesMax, telemetrySlotSeconds } from '../telemetry/telemetry.settings.ts';
import { createTelemetrySink } from '../telemetry/telemetry-sink.ts';
import { judgeClock } from './clock.rules.ts';
import { payloadOf } from './message-formats.ts';
import { counterRolloverAt, signalClock, signalPastDays } from './signals.settings.ts';
import type {
  KindCounts,
  Outcome,
  Point,
  Signal,
  SignalKind,
  SignalPolicy,
  SignalSink,
  SourcedPoint,
} from './signals.types.ts';

export interface StoredSignals {
  readonly byKind: Partial<Readonly<Record<SignalKind, KindCounts>>>;
  readonly clamped: number;
  /** What was refused of signals; those of which nothing was are not in it. */
  readonly refused: ReadonlyMap<Signal, readonly RefusedSignal[]>;
}

export interface SignalStore {
  /** @param signals that are to be stored by it; absent: whichever come, and it is asked what others have changed just now */
  readPolicy(nowMs: number, signals?: readonly Signal[]): Promise<SignalPolicy>;
  storeWithin(tx: Transaction, signals: readonly Signal[], policy: SignalPolicy): Promise<StoredSignals>;
}

export interface SignalStoreDependencies {
  readonly store: Store;
  readonly settings: SettingsReader;
  readonly machines: Pick<Machines, 'requireMachines'>;
  readonly timeline: Pick<Timeline, 'recordPeriodsWithin' | 'findToldAroundWithin'>;
  readonly production: Pick<Production, 'recordCutsWithin' | 'cutFutureMs'>;
}

/** Periods before cuts: whoever changes both locks the timeline first. */
const storingOrder = ['status', 'counters', 'cuts', 'telemetry'] as const satisfies readonly SignalKind[];

const definitions = {
  wrong: signalClock,
  pastDays: signalPastDays,
  rolloverAt: counterRolloverAt,
  namesMax: telemetryNamesMax,
  slotSeconds: telemetrySlotSeconds,
};

/** A good point, and what it came in. */
interface Accepted extends SourcedPoint<Point> {
  readonly signal: Signal;
}

export function createSignalStore(dependencies: SignalStoreDependencies): SignalStore {
  const { store, settings, machines, timeline, production } = dependencies;
  const sinks = {
    status: createStatusSink(timeline),
    counters: createCounterSink(production),
    cuts: createCutSink(production),
    telemetry: createTelemetrySink(),
  };
  /** Takes points of its kind, and is given no others. */
  const sinkOf = (kind: SignalKind) => sinks[kind] as unknown as SignalSink<Point>;

  const remembered = rememberedUntil(['machine', SETTING_TOPIC], async (_access: TableAccess<unknown>) => {
    const values = await settings.valuesOf(definitions);
    const machineIds = new Set((await machines.requireMachines()).map(({ id }) => id));
    return { ...values, futureMs: await production.cutFutureMs(), machineIds };
  });

  return {
    async readPolicy(nowMs, signals) {
      const { wrong, pastDays, rolloverAt, namesMax, slotSeconds, futureMs, machineIds } = await remembered(
        store.access(),
        // a machine that another process has made a moment ago is not refused
        signals &&
          ((known) => signals.every(({ points }) => points.every((point) => known.machineIds.has(point.machineId)))),
      );
      return {
        clock: { wrong, earliestMs: nowMs - pastDays * DAY_MS, latestMs: nowMs + futureMs },
        machineIds,
        rolloverAt: rolloverAt === 0 ? null : rolloverAt,
        telemetry: { namesMax, slotMs: slotSeconds * SECOND_MS },
      };
    },

    async storeWithin(tx, signals, policy) {
      const accepted: Partial<Record<SignalKind, Accepted[]>> = {};
      const refused = new Map<Signal, RefusedSignal[]>();
      const refuse = (signal: Signal, ...more: readonly RefusedSignal[]) => {
        const ofSignal = refused.get(signal);
        if (ofSignal === undefined) refused.set(signal, [...more]);
        else ofSignal.push(...more);
      };
      let clamped = 0;
      for (const signal of signals) {
        if (signal.refused.length > 0) refuse(signal, ...signal.refused);
        const ofKind = (accepted[signal.kind] ??= []);
        for (const point of signal.points) {
          const judged = judge(point, signal, policy);
          if ('detail' in judged) refuse(signal, judged);
          else {
            ofKind.push({ source: signal.source, point: judged, signal });
            if (judged !== point) clamped++;
          }
        }
      }
      const byKind: Partial<Record<SignalKind, KindCounts>> = {};
      for (const kind of storingOrder) {
        const points = accepted[kind];
        if (points === undefined || points.length === 0) continue;
        const outcomes = await sinkOf(kind).storeWithin(tx, points, policy);
        let [stored, repeated] = [0, 0];
        for (let at = 0; at < points.length; at++) {
          const outcome = outcomes[at] as Outcome;
          if (outcome === 'stored') stored++;
          else if (outcome === 'repeated') repeated++;
          else {
            const { point, signal } = points[at] as Accepted;
            refuse(signal, refusalOf(point, signal, 'payload-invalid', outcome.fault));
          }
        }
        byKind[kind] = { stored, repeated };
      }
      return { byKind, clamped, refused };
    },
  };
}

/** The point as it is to be stored: itself, unless its clock is wrong. */
function judge(point: Point, signal: Signal, { clock, machineIds }: SignalPolicy): Point | RefusedSignal {
  if (!machineIds.has(point.machineId)) {
    return refusalOf(point, signal, 'machine-unknown', `There is no machine '${point.machineId}'.`);
  }
  const judged = judgeClock(point.occurredAt, signal.receivedAt, clock);
  if ('fault' in judged) return refusalOf(point, signal, 'clock-wrong', judged.fault);
  if (!judged.isClamped) return point;
  // the time is ours now, so it says nothing about what came before
  return { ...point, occurredAt: judged.occurredAt, ...('isTimed' in point ? { isTimed: false } : {}) };
}

function refusalOf(
  point: Point,
  { kind, points, payload }: Signal,
  reason: RefusedSignal['reason'],
  detail: string,
): RefusedSignal {
  return { reason, detail, payload: points.length === 1 ? payload : payloadOf(kind, point) };
}
