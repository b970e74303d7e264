/**
 * Statuses of a batch → periods of the timeline, and what each machine said last.
 *
 * A period is known by its machine and its start, so the same point again writes nothing.
 */
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { StatusPeriodInput, Timeline } from '../../timeline/index.ts';
import { inOrder, isRepeat, timeOf } from '../signals/order.rules.ts';
import type { Outcome, SignalSink, SourcedPoint } from '../signals/signals.types.ts';
import type { IngestionTables } from '../tables.ts';
import { holdLines, type KeptLine, writeLines } from './reported-statuses.repository.ts';
import { type OwnPeriod, takeLate, takePast, takeStatus } from './status-line.rules.ts';
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
    const periods = new Map<number, SourcedPeriod>();
    const stored: number[] = [];
    const report = (source: string, changed: readonly OwnPeriod[]) => {
      for (const period of changed) periods.set(period.startMs, { period, source });
    };
    const sorted = inOrder(
      withoutLead(placed, kept),
      ({ point }) => point,
      () => ({ key: machineId, last: kept }),
    );
    const late = kept === undefined ? [] : sorted.filter(({ point }) => timeOf(point, kept) < kept.lastAt);
    let line = kept;
    if (kept !== undefined && late.length > 0) {
      const points = late.map(({ point }) => point);
      const inOpen = points.findIndex(({ occurredAt }) => occurredAt >= kept.startedAt);
      const split = inOpen === -1 ? points.length : inOpen;
      const { source } = late[0] as Placed;
      report(source, await takeEarlier(tx, machineId, points.slice(0, split)));
      const taken = takeLate(kept, points.slice(split));
      report(source, taken.periods);
      line = taken.line;
      for (const { at, point } of late) if (periods.has(point.occurredAt)) stored.push(at);
    }
    for (const { at, point, source } of sorted.slice(late.length)) {
      if (isRepeat(point, line)) continue;
      const taken = takeStatus(line, point);
      report(source, taken.periods);
      if (taken.periods.length > 0) stored.push(at);
      line = taken.line;
    }
    return { line, periods: [...periods.values()], stored };
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

function toInput(machineId: string, { startMs, endMs, said }: OwnPeriod): StatusPeriodInput {
  return { id: `status:${machineId}:${startMs}`, machineId, startMs, endMs, ...said };
}

function toOwn({ startMs, endMs, classification, productivity, reasonText }: StatusPeriodInput): OwnPeriod {
  return { startMs, endMs, said: { classification, productivity, reasonText } };
}
