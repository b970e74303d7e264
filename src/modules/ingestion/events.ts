/** What ingestion tells the event log: one event a file, after its rows' own events, and what becomes of dead letters. */
import { formatOptionalInstant } from '../../kernel/instant.ts';
import type { NewEvent, Transaction } from '../../platform/outbox/index.ts';
import type { DeadLetterReason, NewDeadLetter } from './dead-letters/dead-letters.types.ts';
import type { LoadedFile } from './status-period-load.ts';

export interface FinishedLoad {
  readonly id: string;
  /** Base name of the file. */
  readonly file: string;
  readonly source: string;
  readonly loaded: LoadedFile;
}

/** `com.milldash.ingestion.completed`, or `….stopped` for a file that was not read to its end. */
export function announceLoad(tx: Transaction, { id, file, source, loaded }: FinishedLoad): void {
  const outcome = loaded.complete ? 'completed' : 'stopped';
  const data: NewEvent['data'] = {
    file,
    source,
    ...loaded.counts,
    start_time: formatOptionalInstant(loaded.firstStartMs),
    end_time: formatOptionalInstant(loaded.lastEndMs),
  };
  tx.emit({ type: `com.milldash.ingestion.${outcome}`, subject: `ingestion/${id}`, data });
  tx.audit({ action: `ingestion.${outcome}`, entityType: 'ingestion', entityId: id, after: data });
}

const DEAD_LETTERS = 'dead-letters';

/** One a batch. The payloads are for those who look after them. */
export function deadLettersKept(letters: readonly NewDeadLetter[]): NewEvent {
  const byReason: Partial<Record<DeadLetterReason, number>> = {};
  for (const { reason } of letters) byReason[reason] = (byReason[reason] ?? 0) + 1;
  return {
    type: 'com.milldash.dead-letter.kept',
    subject: DEAD_LETTERS,
    data: { letters: letters.length, by_reason: byReason },
  };
}

export function deadLettersReplayed(accepted: number, refused: number): NewEvent {
  return { type: 'com.milldash.dead-letter.replayed', subject: DEAD_LETTERS, data: { accepted, refused } };
}

export function deadLettersRemoved(letters: number): NewEvent {
  return { type: 'com.milldash.dead-letter.removed', subject: DEAD_LETTERS, data: { letters } };
}
