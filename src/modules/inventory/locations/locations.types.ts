/** Where stock lies: a store, a cabinet, a van. */
export interface Location {
  readonly id: number;
  /** Unique, without regard to case and white space. */
  readonly name: string;
  readonly notes: string | null;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Since then nothing comes in; what is left can go. */
  readonly retiredAt: number | null;
}

export interface LocationDetails {
  readonly name: string;
  readonly notes: string | null;
}

export interface LocationFilter {
  /** Part of the name; case does not matter. */
  readonly text?: string | undefined;
  /** Absent: both. */
  readonly retired?: boolean | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}
