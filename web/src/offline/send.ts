/** One step of an entry, as a request that can be repeated. @throws Problem where it was refused or nobody answered */
import { contentOf, POST } from '../api/client.ts';
import { upload } from '../api/upload.ts';
import type { Step, UnsentEntry, UnsentPhoto } from './entries.ts';

/** What waits behind a step that is never answered waits as well: it is taken for unanswered, and sent again later. */
const ANSWERED_WITHIN_MS = 30_000;

function photoForm(file: Blob, name: string, caption: string): FormData {
  const form = new FormData();
  if (caption !== '') form.append('caption', caption);
  form.append('file', file, name);
  return form;
}

/** What a device takes of a form and sends by and by, over a poor line: some 500 kB, at 4 kB a second. */
const HELD_BYTES_MAX = 500_000;
const POOR_LINE_BYTES_PER_MS = 4;
/** A picture waits for its turn to be read, and is read: no server of ours takes longer. */
const PICTURE_READ_WITHIN_MS = 90_000;

/** For as long as something of it goes out: over a poor line what began anew each time would never get through. */
async function sendPhoto(ticketId: number, { file, name, caption, key }: UnsentPhoto): Promise<void> {
  const heldMs = Math.min(file.size, HELD_BYTES_MAX) / POOR_LINE_BYTES_PER_MS;
  const form = photoForm(file, name, caption);
  await upload(`/api/v1/tickets/${ticketId}/images`, form, { key, silenceMs: PICTURE_READ_WITHIN_MS + heldMs });
}

/** @returns the number of the ticket that was opened; null for a step that opens none */
export async function sendStep({ key, work, ticketId }: UnsentEntry, step: Step): Promise<number | null> {
  const header = { 'Idempotency-Key': key };
  const inTime = () => AbortSignal.timeout(ANSWERED_WITHIN_MS);
  if (step.kind === 'write' && work.kind === 'ticket') {
    return (await contentOf(POST('/api/v1/tickets', { params: { header }, body: work.body, signal: inTime() }))).id;
  }
  if (ticketId === null) throw new Error('An entry without a ticket has something for one.');
  if (step.kind === 'photo') {
    await sendPhoto(ticketId, step.photo);
  } else if (work.kind === 'note') {
    const params = { path: { id: ticketId }, header };
    await contentOf(POST('/api/v1/tickets/{id}/notes', { params, body: { note: work.note }, signal: inTime() }));
  }
  return null;
}
