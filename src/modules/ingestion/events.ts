/** What ingestion tells the event log: one event a file, after its rows' own events. */
import { formatOptionalInstant } from '../../kernel/instant.ts';
import type { NewEvent, Transaction } from '../../platform/outbox/index.ts';
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
