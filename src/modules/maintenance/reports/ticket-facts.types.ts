/** What reports reckon from: a ticket, by what of it counts. Instants and durations are milliseconds. */

/** A fault as reliability is reckoned from it. Tickets of plans and cancelled ones are none. */
export interface FaultFact {
  /** When the machine stopped, else when it was reported. */
  readonly beganAt: number;
  readonly machineId: string;
  readonly category: string;
  readonly failureCode: string | null;
  /** Only where they are grouped by it. */
  readonly priorityRank?: number;
  readonly team?: string | null;
  /** From being reported to being acknowledged; null where nobody has. */
  readonly acknowledgedMs: number | null;
  /** Until the machine ran again, else until it was resolved; null while neither has happened. */
  readonly restoredAt: number | null;
  /** Of a ticket that is resolved or closed. */
  readonly resolvedAt: number | null;
  /** 1 where the fault stopped the machine. */
  readonly stopped: number;
  readonly reopenedCount: number;
}
