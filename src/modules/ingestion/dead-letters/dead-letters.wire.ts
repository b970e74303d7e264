/** A dead letter as it is answered and printed. */
import type { Static } from 'typebox';
import { formatInstant } from '../../../kernel/instant.ts';
import type { DeadLetterAnswer } from './dead-letters.schemas.ts';
import type { DeadLetter } from './dead-letters.types.ts';
import { findReplayFault } from './replay.rules.ts';

export function deadLetterToWire(letter: DeadLetter): Static<typeof DeadLetterAnswer> {
  return {
    id: letter.id,
    received_at: formatInstant(letter.receivedAt),
    topic: letter.topic,
    source: letter.source,
    reason: letter.reason,
    detail: letter.detail,
    encoding: letter.encoding,
    payload: letter.payload,
    payload_bytes: letter.payloadBytes,
    cut: letter.isCut,
    attempts: letter.attempts,
    replayable: findReplayFault(letter) === undefined,
  };
}
