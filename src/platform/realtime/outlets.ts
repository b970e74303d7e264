/** Where frames go: a WebSocket or a stream of server-sent events, told apart by nobody who sends. */

/** Why a connection ends: the close code of a WebSocket, and the word in logs and answers. */
export const endings = {
  done: 1000,
  stopping: 1001,
  'message-unreadable': 1003,
  'message-too-large': 1009,
  failed: 1011,
  'not-authenticated': 4401,
  forbidden: 4403,
  silent: 4408,
  'out-of-range': 4410,
  flooding: 4429,
  'too-slow': 4430,
  busy: 4503,
} as const;

export type Ending = keyof typeof endings;

export interface Outlet {
  /** Bytes that were sent and have not left this process. */
  readonly bufferedBytes: number;
  /** Bytes that have left, in all. */
  readonly writtenBytes: number;
  send(frame: Buffer): void;
  /** Calls once when it can take more again, or is closed. */
  whenDrained(call: () => void): void;
  /** Something that keeps the line open and shows that the other side is there. */
  ping(): void;
  /** Says why and closes; what cannot be said in time is left unsaid. */
  end(ending: Ending, detail: string): void;
}
