/** What tells one mill from the next: how long it runs, how long its stops last, and what it suffers from. */
export interface MillProfile {
  /** Median of a run between two stops. */
  readonly medianRunSeconds: number;
  /** Median running time that one coil of strip lasts. */
  readonly coilRunMinutes: number;
  /** Factor on the length of every random stop. */
  readonly stopLength: number;
  /** Factors on how often a reason comes, by its text. */
  readonly reasonWeights: Readonly<Record<string, number>>;
  /** Per shift. */
  readonly longMaintenanceChance: number;
  /** Per shift. */
  readonly noOperatorChance: number;
  /** False: its box has no power outside the shifts and sends nothing. */
  readonly reportsOffShift: boolean;
}

/** Machines beyond the last profile begin again with the first. */
export const millProfiles: readonly [MillProfile, ...MillProfile[]] = [
  {
    medianRunSeconds: 330,
    coilRunMinutes: 50,
    stopLength: 1.5,
    reasonWeights: { 'change strut pack': 1.4, 'Electrical Fault': 2, 'Hydraulic Fault': 2.5, Obstacle: 1.8 },
    longMaintenanceChance: 0.05,
    noOperatorChance: 0.05,
    reportsOffShift: true,
  },
  {
    medianRunSeconds: 265,
    coilRunMinutes: 54,
    stopLength: 1.65,
    reasonWeights: {
      'Lubrication Issue': 2.2,
      'Weld break': 2.3,
      'Buckle Up in Mill': 1.8,
      'Stamp Change Date/Logo': 1.5,
      'No Reason Provided': 1.3,
    },
    longMaintenanceChance: 0.09,
    noOperatorChance: 0.05,
    reportsOffShift: false,
  },
  {
    medianRunSeconds: 420,
    coilRunMinutes: 48,
    stopLength: 1.4,
    reasonWeights: { 'Setting Machine': 1.6, 'Cutoff Tool issue ': 0.7, 'Lubrication Issue': 0.1, 'Weld break': 0.2 },
    longMaintenanceChance: 0.03,
    noOperatorChance: 0.1,
    reportsOffShift: true,
  },
];

export function profileOf(machineAt: number): MillProfile {
  return millProfiles[machineAt % millProfiles.length] ?? millProfiles[0];
}
