/** Identifiers that we make: time-ordered UUIDs for rows, random text for secrets. */
import { createHash, randomBytes } from 'node:crypto';

/** A UUID version 7 (RFC 9562): sortable by `nowMs`, 74 random bits. */
export function uuidv7(nowMs: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Unguessable text of `bytes` random bytes, base64url: 32 bytes (the default) are 43 characters. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** SHA-256 in hex: how random tokens and keys are stored. Not for passwords, which people choose. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
