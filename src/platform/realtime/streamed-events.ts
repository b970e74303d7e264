/** Events of the log as they go out, and how more of them are read. */

export interface StreamedEvent {
  readonly sequence: number;
  /** `com.milldash.ticket.opened` */
  readonly type: string;
  /** The word after the prefix of the type: `ticket`. */
  readonly topic: string;
  /** The machine that it is about; undefined where it is about none, or about several. */
  readonly machineId: string | undefined;
  /** What happened, as it is stored. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly occurredAt: number;
  /** The event on the wire, as JSON. Made at the first call, and once. */
  json(): string;
}

export interface LogPage {
  readonly epoch: string;
  /** The last sequence that retention has removed. */
  readonly pruned: number;
  /** The last sequence of the log when the page was read. */
  readonly head: number;
  /** Without a gap, from the one behind `after` on. */
  readonly events: readonly StreamedEvent[];
}

/** Reads at most `limit` events behind `after`, all in one state of the data. */
export type ReadLog = (after: number, limit: number) => Promise<LogPage>;
