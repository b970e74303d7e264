/** Messages that could not be used. */

export const deadLetterReasons = [
  'topic-unknown',
  'payload-malformed',
  'payload-invalid',
  'machine-unknown',
  'clock-wrong',
  'not-storable',
] as const;
export type DeadLetterReason = (typeof deadLetterReasons)[number];

/** Bytes of a payload that are kept: a flood of large ones must not fill the disk. */
export const PAYLOAD_BYTES_KEPT = 16_384;

/** Something of a message that was refused: the whole, or one point of several. */
export interface RefusedSignal {
  readonly reason: DeadLetterReason;
  /** For a person: what is wrong, and what is allowed. */
  readonly detail: string;
  /** What can be sent again by itself. */
  readonly payload: Buffer;
}

export interface NewDeadLetter extends RefusedSignal {
  readonly receivedAt: number;
  readonly topic: string;
  readonly source: string;
}

export interface DeadLetter {
  readonly id: number;
  readonly receivedAt: number;
  readonly topic: string;
  readonly source: string;
  readonly reason: DeadLetterReason;
  readonly detail: string;
  readonly encoding: 'utf8' | 'base64';
  readonly payload: string;
  readonly payloadBytes: number;
  /** Only its beginning is kept: it cannot be sent again. */
  readonly isCut: boolean;
  readonly attempts: number;
}

export interface DeadLetterFilter {
  readonly reason?: DeadLetterReason | undefined;
  readonly topic?: string | undefined;
}
