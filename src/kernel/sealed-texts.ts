/**
 * Secrets that must be read again: kept encrypted (AES-256-GCM), so that who reads the database alone learns nothing.
 *
 * A sealed text is bound to what it belongs to: copied to another row it does not open. Whoever has the key has all.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export interface TextSealer {
  /** @param owner what the text belongs to: `webhook 0192…` */
  seal(text: string, owner: string): string;
  /** Undefined where the key is another, or the text was changed or belongs to something else. */
  open(sealed: string, owner: string): string | undefined;
}

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param key 256 bits, for this purpose alone */
export function createTextSealer(key: Buffer): TextSealer {
  return {
    seal(text, owner) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${VERSION}.${sealed.toString('base64url')}`;
    },
    open(sealed, owner) {
      const [version, text = ''] = sealed.split('.');
      const bytes = Buffer.from(text, 'base64url');
      if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      }).setAAD(Buffer.from(owner));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
