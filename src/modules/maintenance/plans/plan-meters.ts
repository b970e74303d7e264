/**
 * The meters of machines: productive uptime in milliseconds, or cuts.
 *
 * Read from sums over the time since a plan's last step: exact after late edits of the past, at a cost that does not
 * grow with history. Many are read by as many statements as one.
 */
import { DAY_MS } from '../../../kernel/clock.ts';
import type { Production } from '../../production/index.ts';
import type { TimelineReads } from '../../timeline/index.ts';
import { type MeterReading, meterDueTimes } from './meter-forecast.rules.ts';
import type { Plan, PlanMeter } from './plans.types.ts';

/** What a forecast goes by. */
const RECENT_MS = 28 * DAY_MS;

export interface MeterReads {
  readonly timeline: Pick<TimelineReads, 'sumUptime'>;
  readonly production: Pick<Production, 'sumCuts'>;
}

type Metered = Pick<Plan, 'machineId' | 'trigger'>;

/** A stretch of a meter: [fromMs, toMs). */
export interface MeterStretch extends Metered {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a machine's meter went on by. */
export async function meteredIn(reads: MeterReads, stretch: MeterStretch): Promise<number> {
  return (await meteredInAll(reads, [stretch]))[0] as number;
}

/** In the order of the plans, which are all by meter. */
export async function readMeters(reads: MeterReads, plans: readonly Plan[], nowMs: number): Promise<MeterReading[]> {
  const sinceStep = plans.map((plan) => stretchOf(plan, plan.baseAt ?? nowMs, nowMs));
  const recent = plans.map((plan) => stretchOf(plan, nowMs - RECENT_MS, nowMs));
  const sums = await meteredInAll(reads, [...sinceStep, ...recent]);
  return plans.map(({ meterCarry }, at) => ({
    value: meterCarry + (sums[at] as number),
    rate: (sums[plans.length + at] as number) / RECENT_MS,
  }));
}

/** As an answer shows it. */
export function meterOf(plan: Plan, reading: MeterReading, nowMs: number): PlanMeter {
  const dueAt = meterDueTimes(plan, reading, nowMs).next().value ?? null;
  return { value: reading.value, perDay: reading.rate * DAY_MS, dueAt };
}

function stretchOf({ machineId, trigger }: Metered, fromMs: number, toMs: number): MeterStretch {
  return { machineId, trigger, fromMs, toMs };
}

/** In the order of the stretches. */
async function meteredInAll({ timeline, production }: MeterReads, stretches: readonly MeterStretch[]) {
  const sums = stretches.map(() => 0);
  const asked = [...stretches.entries()].filter(([, { fromMs, toMs }]) => fromMs < toMs);
  const ofCuts = asked.filter(([, { trigger }]) => trigger === 'cuts');
  const cuts = await production.sumCuts(ofCuts.map(([, stretch]) => stretch));
  for (const [place, [at]] of ofCuts.entries()) sums[at] = cuts[place]?.cuts ?? 0;
  const ofHours = asked.filter(([, { trigger }]) => trigger === 'run_hours');
  const uptime = await timeline.sumUptime(
    ofHours.map(([, { machineId, fromMs, toMs }]) => ({ machineId, startMs: fromMs, endMs: toMs })),
  );
  for (const [place, [at]] of ofHours.entries()) sums[at] = uptime[place] ?? 0;
  return sums;
}
