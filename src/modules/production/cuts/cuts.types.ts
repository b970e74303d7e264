/** What the other rooms see of cuts: pieces that machines report. */

/** A cut as its source reports it. */
export interface NewCut {
  readonly machineId: string;
  /** The source's time. */
  readonly occurredAt: number;
  /** Pieces, at least 1. */
  readonly count: number;
  /** What the source calls it: the same one again is a repeat. */
  readonly sourceId?: string | null;
  /** Its number in the source's own counting on the machine: the same one again is a repeat. */
  readonly sourceSequence?: number | null;
}

export interface Cut {
  readonly id: number;
  readonly machineId: string;
  readonly occurredAt: number;
  readonly count: number;
  readonly sourceId: string | null;
  readonly sourceSequence: number | null;
  readonly recordedAt: number;
  /** Kind and name of what recorded it. */
  readonly source: string;
}

/** What became of each cut of a call, in its order: the number of a new one, null for a repeat. */
export type RecordedCuts = readonly (number | null)[];

export interface CutFilter {
  /** Absent: all. */
  readonly machineIds?: readonly string[] | undefined;
  readonly fromMs: number;
  /** Excluded. */
  readonly toMs: number;
}

export interface CutListing extends CutFilter {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  readonly withTotal?: boolean | undefined;
}

/** A machine's cuts in a window. */
export interface CutActivity {
  readonly cuts: number;
  /** Reports, each of one cut or more. */
  readonly events: number;
  /** Null where there was none. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}
