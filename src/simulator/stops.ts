/**
 * The stops of a roll-forming mill: what halts it, how often, for how long.
 *
 * Durations are log-normal. Medians, spreads and frequencies follow three months of three real mills; the rows are made up.
 */
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../kernel/clock.ts';

export interface StopKind {
  /** As the operator's tablet sends it, with its capitals and trailing spaces. */
  readonly reasonText: string;
  readonly productivity: 'productive' | 'unproductive' | null;
  /** How often among the random stops; 0 for stops that have an occasion of their own. */
  readonly weight: number;
  readonly medianMs: number;
  readonly sigma: number;
  readonly longestMs: number;
}

function stop(
  reasonText: string,
  productivity: StopKind['productivity'],
  weight: number,
  medianSeconds: number,
  sigma: number,
  longestHours = 4,
): StopKind {
  return {
    reasonText,
    productivity,
    weight,
    medianMs: medianSeconds * SECOND_MS,
    sigma,
    longestMs: longestHours * HOUR_MS,
  };
}

/** What a machine reports while it runs, and for stops that are too short to ask the operator about. */
export const NO_REASON_REQUIRED = 'No Reason Required';
export const NOT_ON_SHIFT = 'Not On Shift';

/** Under a minute; nobody is asked for a reason. */
export const microStop: StopKind = {
  ...stop(NO_REASON_REQUIRED, 'productive', 2_530, 12, 0.9),
  longestMs: 57 * SECOND_MS,
};

/** After each coil of strip that has run through. */
export const coilChange = stop('Coil Change', 'productive', 0, 575, 0.65, 2);

export const shiftBreak = stop('Break', 'unproductive', 0, 1_500, 0.3, 1);
export const lunch = stop('Break', 'unproductive', 0, 1_850, 0.2, 1);
export const meeting = stop('Meeting', 'productive', 0, 1_400, 0.6, 2);
export const housekeeping = stop('Housekeeping', 'unproductive', 0, 1_000, 0.6, 2);
export const shiftChangeover = stop('Shift Changeover', 'unproductive', 0, 720, 0.7, 2);
export const warmup = stop('Warmup', 'productive', 0, 600, 0.4, 1);

/** Once in some weeks: a bearing, a drive, a press. */
export const longMaintenance = stop('Unplanned Maintenance', 'unproductive', 0, 7_800, 0.6, 9);
/** Nobody there for hours: sickness, or the crew lent to another machine. */
export const noOperator = stop('No Operator', 'unproductive', 0, 6_500, 1.1, 10);

/** Stops that come at random while the mill runs. Setting up is where operators leave the productivity empty. */
export const randomStops: readonly StopKind[] = [
  microStop,
  stop('change strut pack', 'productive', 1_468, 140, 0.9),
  stop('Setting Machine', 'productive', 746, 110, 1.1),
  stop('Cutoff Tool issue ', 'unproductive', 560, 130, 1.3),
  stop('cutoff tool issue', 'unproductive', 47, 130, 1.3),
  stop('Buckle Up in Mill', 'unproductive', 310, 72, 1.0),
  stop('Stamp Change Date/Logo', 'productive', 290, 340, 1.0),
  stop('No Reason Provided', 'unproductive', 260, 330, 1.6, 6),
  stop('Coil Issue', 'unproductive', 237, 120, 1.1),
  stop('change Strut length', 'productive', 227, 240, 0.9),
  stop('Adjust Mill', 'productive', 222, 88, 1.0),
  stop('1 person operator ', 'productive', 198, 270, 1.1),
  stop('Lubrication Issue', 'unproductive', 174, 420, 0.9),
  stop('Press Feeder Issue', 'unproductive', 151, 110, 1.0),
  stop('Unplanned Maintenance', 'unproductive', 150, 220, 1.4),
  stop('Weld break', 'unproductive', 147, 85, 1.1),
  stop('Set Up', null, 110, 140, 0.9),
  stop('Electrical Fault', 'unproductive', 88, 260, 1.5),
  stop('Set Cut-Off Tool', 'productive', 88, 85, 1.0),
  stop('Set Rolls', 'productive', 85, 85, 0.9),
  stop('Obstacle', 'unproductive', 71, 290, 1.2),
  stop('Helping Others', 'unproductive', 61, 420, 1.8, 8),
  stop('Fork Lift Unavailable', 'unproductive', 46, 185, 0.8),
  stop('Not Listed - Note on Sheet', 'unproductive', 45, 250, 1.3),
  stop('Bearing Problem', 'unproductive', 40, 120, 1.4),
  stop('Hydraulic Fault', 'unproductive', 36, 480, 1.5, 8),
  stop('Toilet Break', 'unproductive', 36, 330, 0.8, 1),
  stop('Planned Maintenance', 'productive', 25, 800, 1.2),
  stop('Training', 'unproductive', 23, 700, 1.2),
  stop('Stamp Change', null, 21, 240, 1.0),
  stop('Roll Change 41/21', 'productive', 19, 220, 1.7),
  stop('Tool Change', null, 12, 4_000, 1.2, 8),
];

/** A gap in the signal: the box on the machine was offline for a moment. */
export const signalLoss = { chance: 0.012, shortestMs: 5 * SECOND_MS, longestMs: 2 * MINUTE_MS } as const;
