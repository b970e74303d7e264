/** Identifiers that we make: time-ordered UUIDs for rows, random text for secrets. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';

/** A UUID version 7 (RFC 9562): sortable by `nowMs`, 74 random bits. */
export function uuidv7(nowMs: number): string {
  const time = nowMs.toString(16).padStart(12, '0');
  // its own random numbers come from a store, which is a tenth of the time of asking the system for each
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** Unguessable text of `bytes` random bytes, base64url: 32 bytes (the default) are 43 characters. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** SHA-256 in hex: how random tokens and keys are stored. Not for passwords, which people choose. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
