/** What a call changes: which of its periods differ from what is stored, the rows that come of them, and the counts. Pure. */
import type { TouchedRange } from '../accounting/rollups.service.ts';
import { normaliseReason } from '../reasons/reasons.rules.ts';
import type { StatusPeriodRevisionsTable, StatusPeriodsTable } from '../tables.ts';
import { categoryOf } from './categories.rules.ts';
import type { ReasonStanding } from './explained-reasons.rules.ts';
import { type StatusPeriodInput, saysTheSame } from './periods.rules.ts';

export interface RecordedCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

export interface RecordedPeriods extends RecordedCounts {
  /** The same for each machine of the call. */
  readonly byMachine: ReadonlyMap<string, RecordedCounts>;
  readonly insertedIds: readonly string[];
  readonly updatedIds: readonly string[];
}

/** What is to be recorded, and what of it is there. */
export interface Change {
  readonly period: StatusPeriodInput;
  readonly before: StatusPeriodsTable | undefined;
}

/** A change with the reason that counts after it. */
export interface ReasonedChange extends Change {
  readonly reason: ReasonStanding;
}

/** Leaves out what is stored already, word for word. */
export function sortOut(periods: readonly StatusPeriodInput[], stored: readonly StatusPeriodsTable[]): Change[] {
  const storedById = new Map(stored.map((row) => [row.id, row]));
  const changes: Change[] = [];
  for (const period of periods) {
    const before = storedById.get(period.id);
    if (before === undefined || !saysTheSame(before, period)) changes.push({ period, before });
  }
  return changes;
}

export function countsOf(offered: number, changes: readonly Change[]): RecordedCounts {
  const updated = changes.filter((change) => change.before !== undefined).length;
  return { inserted: changes.length - updated, updated, unchanged: offered - changes.length };
}

export function outcomeOf(periods: readonly StatusPeriodInput[], changes: readonly Change[]): RecordedPeriods {
  const changesOf = Map.groupBy(changes, ({ period }) => period.machineId);
  const byMachine = new Map<string, RecordedCounts>();
  for (const [machineId, ofMachine] of Map.groupBy(periods, (period) => period.machineId)) {
    byMachine.set(machineId, countsOf(ofMachine.length, changesOf.get(machineId) ?? []));
  }
  const idsOf = (known: boolean) =>
    changes.flatMap(({ period, before }) => ((before !== undefined) === known ? [period.id] : []));
  return { ...countsOf(periods.length, changes), byMachine, insertedIds: idsOf(false), updatedIds: idsOf(true) };
}

export function touchedBy({ period, before }: Change): TouchedRange[] {
  const now = { machineId: period.machineId, startMs: period.startMs, endMs: period.endMs ?? Number.POSITIVE_INFINITY };
  if (before === undefined) return [now];
  const endMs = before.ended_at ?? Number.POSITIVE_INFINITY;
  return [now, { machineId: before.machine_id, startMs: before.started_at, endMs }];
}

export function toRow(
  { period, before, reason }: ReasonedChange,
  aliases: ReadonlyMap<string, number>,
  recordedAt: number,
  source: string,
): StatusPeriodsTable {
  const reasonText = reason.text ?? '';
  const aliasId = aliases.get(reasonText);
  if (aliasId === undefined) throw new Error(`Reason '${reasonText}' was not resolved.`);
  return {
    id: period.id,
    machine_id: period.machineId,
    started_at: period.startMs,
    ended_at: period.endMs,
    classification: period.classification,
    productivity: period.productivity,
    reason_text: reason.text,
    alias_id: aliasId,
    category: categoryOf(period.classification, period.productivity, normaliseReason(reasonText)),
    revision: (before?.revision ?? 0) + 1,
    recorded_at: recordedAt,
    source,
    told_reason: reason.told,
    explained_in: reason.explainedIn,
  };
}

export function toRevision(before: StatusPeriodsTable, replacedAt: number): StatusPeriodRevisionsTable {
  return {
    period_id: before.id,
    revision: before.revision,
    machine_id: before.machine_id,
    started_at: before.started_at,
    ended_at: before.ended_at,
    classification: before.classification,
    productivity: before.productivity,
    reason_text: before.reason_text,
    source: before.source,
    recorded_at: before.recorded_at,
    told_reason: before.told_reason,
    explained_in: before.explained_in,
    replaced_at: replacedAt,
  };
}
