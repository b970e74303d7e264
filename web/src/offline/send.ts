/** One step of an entry, as a request that can be repeated. @throws Problem where it was refused or nobody answered */
import { contentOf, POST } from '../api/client.ts';
import type { Step, UnsentEntry, UnsentPhoto } from './entries.ts';

/** What waits behind a step that is never answered waits as well: it is taken for unanswered, and sent again later. */
const ANSWERED_WITHIN_MS = 30_000;
/** No server of ours reads a form for longer. */
const SERVER_READS_MS = 900_000;
/** Over a poor line, of 4 kB a second: what began anew each time would never get through. */
const photoWithinMs = ({ file }: UnsentPhoto) => Math.min(ANSWERED_WITHIN_MS + file.size / 4, SERVER_READS_MS);

function photoForm(file: Blob, name: string, caption: string): FormData {
  const form = new FormData();
  if (caption !== '') form.append('caption', caption);
  form.append('file', file, name);
  return form;
}

async function sendPhoto(ticketId: number, photo: UnsentPhoto, signal: AbortSignal): Promise<void> {
  const { file, name, caption, key } = photo;
  await contentOf(
    POST('/api/v1/tickets/{id}/images', {
      params: { path: { id: ticketId }, header: { 'Idempotency-Key': key } },
      body: { file: '' },
      bodySerializer: () => photoForm(file, name, caption),
      signal,
    }),
  );
}

/** @returns the number of the ticket that was opened; null for a step that opens none */
export async function sendStep({ key, work, ticketId }: UnsentEntry, step: Step): Promise<number | null> {
  const header = { 'Idempotency-Key': key };
  const signal = AbortSignal.timeout(step.kind === 'photo' ? photoWithinMs(step.photo) : ANSWERED_WITHIN_MS);
  if (step.kind === 'write' && work.kind === 'ticket') {
    return (await contentOf(POST('/api/v1/tickets', { params: { header }, body: work.body, signal }))).id;
  }
  if (ticketId === null) throw new Error('An entry without a ticket has something for one.');
  if (step.kind === 'photo') {
    await sendPhoto(ticketId, step.photo, signal);
  } else if (work.kind === 'note') {
    const params = { path: { id: ticketId }, header };
    await contentOf(POST('/api/v1/tickets/{id}/notes', { params, body: { note: work.note }, signal }));
  }
  return null;
}
