/**
 * Which stops somebody reported as a fault, and what became of it.
 *
 * Long stops for a technical reason make tickets; what is older is done, what is recent stands as it would on such a day.
 * Deterministic, stop by stop.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import type { SimulatedPeriod } from './factory.ts';
import { type Random, randomOf } from './random.ts';

export interface SimulatedFault {
  /** The same stop has the same fault in every window. */
  readonly id: string;
  readonly machineId: string;
  readonly periodId: string;
  readonly category: string;
  /** What failed, as the plant numbers its parts: `BRG1-7`. The same code again is the same fault again. */
  readonly failureCode: string;
  readonly description: string;
  readonly cause: string;
  readonly remedy: string;
  readonly priority: 'Low' | 'Medium' | 'High' | 'Critical';
  readonly status: 'Open' | 'In Progress' | 'Resolved' | 'Closed' | 'Cancelled';
  readonly reportedAtMs: number;
  readonly startedAtMs: number;
  readonly resolvedAtMs: number;
  readonly closedAtMs: number;
  readonly stoppedAtMs: number;
}

interface FaultKind {
  readonly category: string;
  /** Beginning of the codes of what fails. */
  readonly code: string;
  /** Shorter stops of this kind nobody reports. */
  readonly fromMinutes: number;
  readonly stories: readonly (readonly [description: string, cause: string, remedy: string])[];
}

/** By the reason of the stop. */
const kinds: Readonly<Record<string, FaultKind>> = {
  'Hydraulic Fault': {
    category: 'Hydraulic',
    code: 'HYD',
    fromMinutes: 15,
    stories: [
      ['Oil under the coiler, pressure falls', 'Seal of the coiler cylinder worn', 'Seal kit fitted, oil topped up'],
      ['Cut-off ram slow, pump howls', 'Suction filter blocked', 'Filter changed, tank cleaned'],
    ],
  },
  'Electrical Fault': {
    category: 'Electrical',
    code: 'ELE',
    fromMinutes: 15,
    stories: [
      ['Drive trips with F07 at every start', 'Encoder cable chafed at the gearbox', 'Cable replaced and clipped'],
      ['Guard door says open when it is shut', 'Safety switch loose', 'Switch aligned, screws secured'],
    ],
  },
  'Cutoff Tool issue ': {
    category: 'Tooling',
    code: 'CUT',
    fromMinutes: 12,
    stories: [
      ['Burr on the cut, blade chipped', 'Blade worn', 'Blade changed, gap set'],
      ['Cut-off does not fire every time', 'Die bolts loose', 'Bolts tightened to torque'],
    ],
  },
  'Bearing Problem': {
    category: 'Mechanical',
    code: 'BRG',
    fromMinutes: 5,
    stories: [['Bearing of stand 6 runs hot and loud', 'Bearing dry', 'Bearing 6204 changed and greased']],
  },
  'Lubrication Issue': {
    category: 'Mechanical',
    code: 'LUB',
    fromMinutes: 25,
    stories: [['No emulsion at stands 3 to 5', 'Nozzles blocked', 'Nozzles cleaned, filter changed']],
  },
  'Weld break': {
    category: 'Mechanical',
    code: 'WLD',
    fromMinutes: 8,
    stories: [['Strip weld breaks behind the accumulator', 'Electrode worn', 'Electrode dressed, current set']],
  },
  'Unplanned Maintenance': {
    category: 'Mechanical',
    code: 'DRV',
    fromMinutes: 45,
    stories: [
      ['Gearbox of the entry drive leaks and grinds', 'Shaft seal and bearing worn out', 'Seal and bearing replaced'],
      ['Straightener rolls out of line', 'Adjusting spindle bent', 'Spindle replaced, rolls aligned'],
    ],
  },
  'Press Feeder Issue': {
    category: 'Mechanical',
    code: 'FED',
    fromMinutes: 12,
    stories: [['Feeder misses the pitch', 'Feed clutch slips', 'Clutch lining changed']],
  },
};

/** Parts of one kind on a mill: bearings of all stands, valves, switches. */
const PARTS_OF_A_KIND = 24;
/** How often it is the one that nobody has mended for good: four of five repairs hold, as in a plant that is run well. */
const SORE_SPOT_CHANCE = 0.17;

const RECENT_MS = 1.5 * DAY_MS;

/** In the order of the periods. @param nowMs what is recent by then is not done yet */
export function simulateFaults(
  seed: string | number,
  periods: readonly SimulatedPeriod[],
  nowMs: number,
): SimulatedFault[] {
  return periods.flatMap((period) => {
    const kind = period.reasonText === null ? undefined : kinds[period.reasonText];
    const { startMs, endMs, classification } = period;
    if (kind === undefined || endMs === null || classification !== 'DOWNTIME') return [];
    if (endMs - startMs < kind.fromMinutes * MINUTE_MS) return [];
    return [faultOf(kind, period, endMs, randomOf(seed, period.id, 'fault'), nowMs)];
  });
}

function faultOf(
  kind: FaultKind,
  { id, machineId, startMs }: SimulatedPeriod,
  endMs: number,
  random: Random,
  nowMs: number,
): SimulatedFault {
  const [description, cause, remedy] = random.pick(kind.stories, () => 1);
  const lengthMs = endMs - startMs;
  const reportedAtMs = Math.round(startMs + Math.min(lengthMs * 0.2, random.between(2, 8) * MINUTE_MS));
  const startedAtMs = Math.round(reportedAtMs + (endMs - reportedAtMs) * random.between(0.1, 0.4));
  const part = random.chance(SORE_SPOT_CHANCE) ? 1 : Math.floor(random.between(2, PARTS_OF_A_KIND + 1));
  const closedAtMs = Math.round(endMs + random.between(2, 30) * HOUR_MS);
  return {
    id: `demo-${id}`,
    machineId,
    periodId: id,
    category: kind.category,
    failureCode: `${kind.code}${kind.stories.findIndex(([told]) => told === description) + 1}-${part}`,
    description,
    cause,
    remedy,
    priority: lengthMs > 2 * HOUR_MS ? 'Critical' : lengthMs > 40 * MINUTE_MS ? 'High' : 'Medium',
    status: statusOf(endMs, closedAtMs, nowMs, random),
    reportedAtMs,
    startedAtMs,
    resolvedAtMs: endMs,
    closedAtMs,
    stoppedAtMs: startMs,
  };
}

function statusOf(endMs: number, closedAtMs: number, nowMs: number, random: Random): SimulatedFault['status'] {
  if (random.chance(0.02)) return 'Cancelled';
  if (endMs > nowMs - RECENT_MS) return random.pick(['Open', 'In Progress', 'Resolved'], () => 1);
  return closedAtMs < nowMs && random.chance(0.95) ? 'Closed' : 'Resolved';
}
