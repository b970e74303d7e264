/**
 * What somebody has written and the server does not have yet, and the rules it goes by.
 *
 * An entry is sent step by step: first what was written, then each photo. Every step has an idempotency key of its own,
 * made when the entry was, so that a step whose answer was lost is done once however often it is sent.
 */
import type { paths } from '../api/schema.d.ts';

export type NewTicket = paths['/api/v1/tickets']['post']['requestBody']['content']['application/json'];

export type Work =
  | { readonly kind: 'ticket'; readonly body: NewTicket; readonly machineName: string }
  | { readonly kind: 'note'; readonly note: string }
  /** Photos alone. */
  | { readonly kind: 'photos' };

export interface UnsentPhoto {
  readonly key: string;
  readonly name: string;
  readonly file: Blob;
  readonly caption: string;
}

export interface Refused {
  /** Of the server's catalogue. */
  readonly code: string;
  /** The server's sentence. */
  readonly text: string;
  /** Of the photo that was refused; absent where it was what was written. */
  readonly photoKey?: string;
}

export interface UnsentEntry {
  readonly id: string;
  /** Number of the account that wrote it: nobody else sends it. */
  readonly ownerId: number;
  /** Milliseconds. */
  readonly createdAt: number;
  readonly key: string;
  readonly work: Work;
  /** The ticket it is about; null until the server has given a new one its number. */
  readonly ticketId: number | null;
  /** Whether the server has what was written: what is left are photos. */
  readonly isWritten: boolean;
  /** Those that the server does not have. */
  readonly photos: readonly UnsentPhoto[];
  /** How many photos it had. */
  readonly photosInAll: number;
  readonly refused: Refused | null;
  /** When its writer said last that it is to go out although it is old; absent before. Milliseconds. */
  readonly resumedAt?: number;
}

const DAY_MS = 24 * 60 * 60_000;
/**
 * The server knows for seven days which keys it has done: what was sent before, and whose answer was lost, would be done
 * twice. It waits for its writer instead, who can see whether it is there.
 */
export const HELD_AFTER_MS = 6 * DAY_MS;

/** What a browser keeps for us is not without end, and a queue that nobody sees is no help. Of one person. */
export const ENTRIES_MAX = 50;
export const BYTES_MAX = 100 * 1024 * 1024;

export type Step = { readonly kind: 'write' } | { readonly kind: 'photo'; readonly photo: UnsentPhoto };

export function bytesOf({ photos }: Pick<UnsentEntry, 'photos'>): number {
  return photos.reduce((sum, { file }) => sum + file.size, 0);
}

/** Why there is no room for an entry beside those of its owner that wait; undefined where there is. */
export function lackOfRoom(
  waiting: readonly UnsentEntry[],
  next: Pick<UnsentEntry, 'id' | 'ownerId' | 'photos'>,
): 'entries' | 'bytes' | undefined {
  const others = entriesOf(waiting, next.ownerId).filter(({ id }) => id !== next.id);
  if (others.length >= ENTRIES_MAX) return 'entries';
  return others.reduce((sum, entry) => sum + bytesOf(entry), bytesOf(next)) > BYTES_MAX ? 'bytes' : undefined;
}

/** In the order in which they were written. */
export function inOrder(entries: Iterable<UnsentEntry>): readonly UnsentEntry[] {
  return [...entries].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

export function entriesOf(entries: readonly UnsentEntry[], ownerId: number): readonly UnsentEntry[] {
  return entries.filter((entry) => entry.ownerId === ownerId);
}

/** Whether it waits for its writer because it is old. */
export function isHeld({ createdAt, resumedAt = createdAt }: UnsentEntry, nowMs: number): boolean {
  return nowMs - resumedAt > HELD_AFTER_MS;
}

/** As its writer wants it to go out now, however old it is. */
export function resumed(entry: UnsentEntry, nowMs: number): UnsentEntry {
  return isHeld(entry, nowMs) ? { ...entry, resumedAt: nowMs } : entry;
}

/**
 * The oldest of somebody that can go out: what was refused, or is held, waits for its writer, and holds up nobody.
 *
 * @param passedOver ids that are not meant this time
 */
export function nextToSend(
  entries: readonly UnsentEntry[],
  ownerId: number,
  passedOver: ReadonlySet<string>,
  nowMs: number,
): UnsentEntry | undefined {
  return entriesOf(entries, ownerId).find(
    (entry) => entry.refused === null && !passedOver.has(entry.id) && !isHeld(entry, nowMs),
  );
}

/** Whether two states of an entry have the same words to send: one that was read anew from the store is another object. */
export function isSameWork(one: UnsentEntry, other: UnsentEntry): boolean {
  return one.key === other.key && JSON.stringify(one.work) === JSON.stringify(other.work);
}

/** What is to be sent next of it; undefined when the server has all of it. */
export function stepOf({ isWritten, work, photos }: UnsentEntry): Step | undefined {
  if (!isWritten && work.kind !== 'photos') return { kind: 'write' };
  const [photo] = photos;
  return photo === undefined ? undefined : { kind: 'photo', photo };
}

/** @param ticketId that the server gave to a new ticket */
export function afterStep(entry: UnsentEntry, step: Step, ticketId: number | null): UnsentEntry {
  if (step.kind === 'write') return { ...entry, isWritten: true, ticketId: entry.ticketId ?? ticketId };
  return { ...entry, photos: entry.photos.filter(({ key }) => key !== step.photo.key) };
}

export function afterRefusal(entry: UnsentEntry, step: Step, refusal: Pick<Refused, 'code' | 'text'>): UnsentEntry {
  return { ...entry, refused: { ...refusal, ...(step.kind === 'photo' ? { photoKey: step.photo.key } : {}) } };
}

/**
 * Whether a status says that it is worth sending again as it is: nobody answered, or the server is busy or being started.
 * A sign-in that has ended is asked for elsewhere, and then it goes out.
 */
export function isWorthWaiting(status: number): boolean {
  return isOfServer(status) || status >= 500;
}

/** Whether such an answer says something of the server or the sign-in, so that nothing else would fare better now. */
export function isOfServer(status: number): boolean {
  return [0, 401, 408, 429, 502, 503, 504].includes(status);
}

/**
 * An entry as its writer has changed it, ready to go out again.
 *
 * What was refused was not done: other words are another deed and need a key of their own. What waits may have been done
 * without our hearing of it: it keeps its key, so that the server refuses it then rather than doing it twice.
 */
export function rewritten(
  entry: UnsentEntry,
  changed: Pick<UnsentEntry, 'work'> & Partial<Pick<UnsentEntry, 'photos'>>,
  newKey: string,
): UnsentEntry {
  const { work, photos = entry.photos } = changed;
  const key = entry.refused === null ? entry.key : newKey;
  return { ...entry, work, photos, photosInAll: photos.length, key, refused: null };
}

/** Without the photo that was refused. */
export function withoutPhoto(entry: UnsentEntry, photoKey: string): UnsentEntry {
  return { ...entry, photos: entry.photos.filter(({ key }) => key !== photoKey), refused: null };
}
