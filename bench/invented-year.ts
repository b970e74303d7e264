/**
 * A year of as many machines as wanted, 10,000 periods each: any period can be told without those before it.
 *
 * Far plainer than the simulator, which is too slow for ten million rows: what matters here is how many there are, that
 * they have a realistic number of reasons, and that the last of each machine is still open.
 */
import { DAY_MS } from '../src/kernel/clock.ts';
import type { StatusPeriodInput } from '../src/modules/timeline/index.ts';
import { random } from './random.ts';

export const YEAR_START_MS = Date.UTC(2025, 2, 1);
/** The time that the factory's clock shows when it is asked. */
export const YEAR_END_MS = YEAR_START_MS + 365 * DAY_MS;

export const PERIODS_PER_MACHINE = 10_000;
const STEP_MS = Math.floor((YEAR_END_MS - YEAR_START_MS) / PERIODS_PER_MACHINE);

const stops = [
  ['Coil Change', 'productive'],
  ['Break', 'unproductive'],
  ['Setting Machine', 'productive'],
  ['Weld break', 'unproductive'],
  ['Cutoff Tool issue ', 'unproductive'],
  ['Lubrication Issue', 'unproductive'],
  ['Electrical Fault', 'unproductive'],
  ['Hydraulic Fault', 'unproductive'],
  ['change strut pack', 'productive'],
  ['Buckle Up in Mill', 'unproductive'],
  ['Obstacle', 'unproductive'],
  ['Meeting', 'productive'],
  ['Housekeeping', 'unproductive'],
  ['Shift Changeover', 'unproductive'],
  ['Warmup', 'productive'],
  ['No Operator', 'unproductive'],
  ['Unplanned Maintenance', 'unproductive'],
  ['Stamp Change Date/Logo', 'productive'],
  ['No Reason Provided', null],
  ['No Reason Required', 'productive'],
] as const;

export function machineIdOf(machine: number): string {
  return `6809f67ffc54c40f${machine.toString(16).padStart(8, '0')}`;
}

/** Periods of a machine that begin in [fromMs, toMs), ascending. */
export function* periodsOf(machine: number, fromMs: number, toMs: number): Generator<StatusPeriodInput> {
  // a period begins at most half a step before or after its turn
  let at = Math.max(0, Math.floor((fromMs - YEAR_START_MS) / STEP_MS) - 1);
  for (let startMs = startOf(machine, at); at < PERIODS_PER_MACHINE; at++) {
    const nextMs = startOf(machine, at + 1);
    if (startMs >= toMs) return;
    if (startMs >= fromMs) yield periodOf(machine, at, startMs, at === PERIODS_PER_MACHINE - 1 ? null : nextMs);
    startMs = nextMs;
  }
}

function periodOf(machine: number, at: number, startMs: number, endMs: number | null): StatusPeriodInput {
  const dice = random(machine, at, 1);
  const [reasonText, productivity] = stops[Math.floor(dice * stops.length)] as (typeof stops)[number];
  const base = { id: idOf(machine, at, startMs), machineId: machineIdOf(machine), startMs, endMs };
  if (at % 2 === 0) {
    return { ...base, classification: 'UPTIME', productivity: 'productive', reasonText: 'No Reason Required' };
  }
  if (dice > 0.9) return { ...base, classification: 'OFFLINE', productivity: 'productive', reasonText: 'Not On Shift' };
  return { ...base, classification: 'DOWNTIME', productivity, reasonText };
}

function startOf(machine: number, at: number): number {
  if (at <= 0) return YEAR_START_MS;
  return YEAR_START_MS + at * STEP_MS + Math.floor((random(machine, at, 0) - 0.5) * 0.9 * STEP_MS);
}

/** Like the real ones: twelve bytes in hex, the first four the second in which the period began. */
function idOf(machine: number, at: number, startMs: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  return hex(Math.floor(startMs / 1_000), 8) + hex(machine, 8) + hex(at, 8);
}
