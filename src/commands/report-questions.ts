/** Asks analytics for everything that a report says. The figures are theirs; nothing is worked out here. */
import type { FactoryConfig } from '../config/index.ts';
import type { Clock } from '../kernel/clock.ts';
import {
  type Analytics,
  availability,
  coverage,
  type MeasuredTime,
  measurableUntil,
  paretoOf,
  plannedMs,
} from '../modules/analytics/index.ts';
import type { Machines } from '../modules/machines/index.ts';
import type { Figures, Report, ReportSection } from './report-data.ts';
import { type RangeWanted, readRange } from './report-range.ts';

export interface ReportWanted extends RangeWanted {
  /** Ids or names; absent: all. */
  readonly machine?: readonly string[] | undefined;
  readonly shift?: string | undefined;
}

export interface ReportSources {
  readonly analytics: Analytics;
  readonly machines: Machines;
  readonly clock: Clock;
}

const TOP_DOWNTIMES = 5;

/** @throws range-invalid, range-too-long, unknown-machine, unknown-shift */
export async function collectReport(
  { analytics, machines, clock }: ReportSources,
  factory: FactoryConfig,
  wanted: ReportWanted,
): Promise<Report> {
  // a range until now is then no range into the future
  const nowMs = measurableUntil(clock.now());
  const range = readRange(wanted, factory.timezone, factory.dayShiftStart, nowMs);
  const machineIds = await idsOf(machines, wanted.machine);
  const question = {
    ...range,
    machineIds,
    shift: wanted.shift,
    groupBy: wanted.shift === undefined ? 'shift' : undefined,
  };
  const total = await askSection(analytics, question);
  const sections: Report['machines'][number][] = [];
  for (const { id, name } of total.answer.machines) {
    const { section } = await askSection(analytics, { ...question, machineIds: [id] });
    sections.push({ id, name, ...section });
  }
  return {
    zone: factory.timezone,
    fromMs: total.answer.fromMs,
    toMs: total.answer.toMs,
    askedToMs: total.answer.cutOffAtMs === null ? null : range.toMs,
    shift: wanted.shift?.toUpperCase() ?? null,
    total: total.section,
    machines: sections,
  };
}

type Question = Parameters<Analytics['oee']>[0];

async function askSection(analytics: Analytics, question: Question) {
  const answer = await analytics.oee(question, true);
  const section: ReportSection = {
    figures: toFigures(answer.total),
    shifts: (answer.groups ?? []).map(({ key, ...measured }) => ({ shift: key, figures: toFigures(measured) })),
    topDowntimes: paretoOf(answer.total.time).slice(0, TOP_DOWNTIMES),
  };
  return { answer, section };
}

function toFigures({ time, oee }: MeasuredTime): Figures {
  const { performance, quality, partialOee, factorsUsed, basis, warnings } = oee;
  return {
    ...time,
    plannedMs: plannedMs(time),
    utilisation: availability(time),
    coverage: coverage(time),
    performance,
    quality,
    oee: oee.oee,
    partialOee,
    factorsUsed,
    basis,
    warnings,
  };
}

/** Machines may be named as people call them; what is neither an id nor a name is left to be refused. */
async function idsOf(machines: Machines, wanted: readonly string[] | undefined): Promise<string[] | undefined> {
  if (wanted === undefined) return undefined;
  const all = await machines.listAllMachines();
  return wanted.map((text) => {
    const alike = (name: string) => name.trim().toLowerCase() === text.trim().toLowerCase();
    return (all.find(({ id }) => id === text) ?? all.find(({ name }) => alike(name)))?.id ?? text;
  });
}
