/** One secret, one key per purpose (HKDF, RFC 5869): what signs access tokens can never be mistaken for anything else. */
import { hkdfSync } from 'node:crypto';

export type KeyPurpose = 'access-token' | 'refresh-token' | 'signed-link' | 'webhook-secret';

/** 256 bits. */
export function deriveKey(secretKey: string, purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', `milldash/${purpose}/v1`, 32));
}
