/** What the other rooms see of labour on tickets. Instants are milliseconds. */

export interface Labour {
  readonly id: number;
  readonly ticketId: number;
  /** Who worked. */
  readonly userId: number;
  readonly startedAt: number | null;
  readonly durationMinutes: number;
  readonly note: string | null;
  /** Who wrote it down, as they were called then. */
  readonly recordedBy: string;
  readonly recordedAt: number;
}

export interface NamedLabour extends Labour {
  readonly userName: string;
}

export interface NewLabour {
  /** Whoever acts where absent; others need tickets:manage. */
  readonly userId?: number | undefined;
  readonly startedAt?: number | undefined;
  readonly durationMinutes: number;
  readonly note?: string | undefined;
}
