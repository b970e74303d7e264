/**
 * Statuses of a batch → periods of the timeline, and what each machine said last.
 *
 * A period is known by its machine and the point that it began with, so the same point again writes nothing.
 */
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { StatusPeriodInput, Timeline } from '../../timeline/index.ts';
import { inOrder, isRepeat, timeOf } from '../signals/order.rules.ts';
import type { Outcome, SignalSink, SourcedPoint } from '../signals/signals.types.ts';
import type { IngestionTables } from '../tables.ts';
import { holdLines, type KeptLine, writeLines } from './reported-statuses.repository.ts';
import {
  changedPeriods,
  forgetOld,
  isOfPast,
  type OwnPeriod,
  periodsOf,
  takePast,
  takePoint,
} from './status-line.rules.ts';
import type { StatusLine, StatusPoint } from './statuses.types.ts';

/** A point and its place in the batch. */
interface Placed extends SourcedPoint<StatusPoint> {
  readonly at: number;
}

interface SourcedPeriod {
  readonly period: OwnPeriod;
  readonly source: string;
}

/** What a machine's points come to. */
interface Taken {
  readonly line: StatusLine | undefined;
  /** As they are to be. */
  readonly periods: readonly SourcedPeriod[];
  /** Places of those that changed something. */
  readonly stored: readonly number[];
}

export function createStatusSink(
  timeline: Pick<Timeline, 'recordPeriodsWithin' | 'findToldAroundWithin'>,
): SignalSink<StatusPoint> {
  async function takeEarlier(
    tx: Transaction,
    machineId: string,
    points: readonly StatusPoint[],
  ): Promise<readonly OwnPeriod[]> {
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return [];
    const told = await timeline.findToldAroundWithin(tx, 'mqtt', machineId, first.occurredAt, last.occurredAt);
    return takePast(told.map(toOwn), points);
  }

  async function take(
    tx: Transaction,
    machineId: string,
    kept: StatusLine | undefined,
    placed: readonly Placed[],
  ): Promise<Taken> {
    const past: Placed[] = [];
    const began: { readonly at: number; readonly startMs: number; readonly source: string }[] = [];
    let line = kept;
    const sorted = inOrder(
      withoutLead(placed, kept),
      ({ point }) => point,
      () => ({ key: machineId, last: kept }),
    );
    for (const one of sorted) {
      const { at, point, source } = one;
      const startMs = timeOf(point, line);
      if (line !== undefined && isOfPast(line, startMs)) {
        past.push(one);
        began.push({ at, startMs, source });
        continue;
      }
      if (line !== undefined && startMs >= line.lastAt && isRepeat(point, line)) continue;
      const taken = takePoint(line, point, tx.recordedAt);
      if (taken !== line) began.push({ at, startMs, source });
      line = taken;
    }
    if (line === undefined) return { line, periods: [], stored: [] };
    const before = kept === undefined ? [] : periodsOf(machineId, kept);
    const pastPoints = past.map(({ point }) => point);
    const changed = [
      ...(await takeEarlier(tx, machineId, pastPoints)),
      ...changedPeriods(before, periodsOf(machineId, line)),
    ];
    const sources = new Map(began.map(({ startMs, source }) => [startMs, source]));
    const source = began.at(-1)?.source ?? '';
    const starts = new Set(changed.map(({ startMs }) => startMs));
    return {
      line: forgetOld(line, tx.recordedAt),
      periods: changed.map((period) => ({ period, source: sources.get(period.startMs) ?? source })),
      stored: began.flatMap(({ at, startMs }) => (starts.has(startMs) ? [at] : [])),
    };
  }

  return {
    async storeWithin(tx, points) {
      const access = tx.access<IngestionTables>();
      const byMachine = Map.groupBy(
        points.map((one, at) => ({ ...one, at })),
        ({ point }) => point.machineId,
      );
      const kept = await holdLines(access, tx.engine, [...byMachine.keys()]);
      const outcomes: Outcome[] = points.map(() => 'repeated');
      const lines = new Map<string, KeptLine>();
      const bySource = new Map<string, StatusPeriodInput[]>();
      for (const [machineId, placed] of byMachine) {
        const before = kept.get(machineId);
        const { line, periods, stored } = await take(tx, machineId, before, placed);
        if (line !== undefined && line !== before) {
          lines.set(machineId, { ...line, revision: (before?.revision ?? 0) + 1 });
        }
        for (const at of stored) outcomes[at] = 'stored';
        for (const { period, source } of periods) {
          const ofSource = bySource.get(source) ?? [];
          ofSource.push(toInput(machineId, period));
          bySource.set(source, ofSource);
        }
      }
      await writeLines(access, tx.engine, lines);
      for (const [source, periods] of bySource) {
        await timeline.recordPeriodsWithin(tx, periods, { kind: 'mqtt', name: source });
      }
      return outcomes;
    },
  };
}

/** What is from before must not be the newest: it has its place only where the machine has said something behind it. */
function withoutLead(placed: readonly Placed[], kept: StatusLine | undefined): readonly Placed[] {
  if (!placed.some(({ point }) => point.isHistorical)) return placed;
  let liveMs = kept?.lastAt ?? Number.NEGATIVE_INFINITY;
  for (const { point } of placed) if (!point.isHistorical) liveMs = Math.max(liveMs, point.occurredAt);
  return placed.filter(({ point }) => !point.isHistorical || point.occurredAt < liveMs);
}

function toInput(machineId: string, { id, startMs, endMs, said }: OwnPeriod): StatusPeriodInput {
  return { id, machineId, startMs, endMs, ...said };
}

function toOwn({ id, startMs, endMs, classification, productivity, reasonText }: StatusPeriodInput): OwnPeriod {
  return { id, startMs, endMs, said: { classification, productivity, reasonText } };
}
