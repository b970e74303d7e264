/**
 * Links that open one thing for a while to whoever holds them: for what cannot send a session, such as a plain `<img>`.
 *
 * The signature (HMAC-SHA-256) is over the path and the instant at which the link expires. All links that are made in
 * one span of {@link SPAN_MS} expire together, so the link of a thing stays the same for that long: what holds links can
 * be remembered, and a browser finds a picture in its cache. A link lives for one span at least, and for two at most.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { HOUR_MS, SECOND_MS } from './clock.ts';

/** A working day: who opened a page in the morning still sees its pictures in the evening. */
const SPAN_MS = 12 * HOUR_MS;
/** 32 bytes in base64url. */
const SIGNATURE_LENGTH = 43;

export interface LinkSigner {
  /** The path with `expires` (Unix seconds) and `signature`. @param path with its leading slash, without a query */
  sign(path: string, nowMs: number): string;
  /** Compares in constant time. */
  check(path: string, expires: string, signature: string, nowMs: number): 'valid' | 'expired' | 'forged';
}

export function createLinkSigner(key: Buffer): LinkSigner {
  const signatureOf = (path: string, expires: string) =>
    createHmac('sha256', key).update(`${expires}\n${path}`).digest('base64url');

  return {
    sign(path, nowMs) {
      const expires = String((linksTurnedAt(nowMs) + 2 * SPAN_MS) / SECOND_MS);
      return `${path}?expires=${expires}&signature=${signatureOf(path, expires)}`;
    },
    check(path, expires, signature, nowMs) {
      const given = Buffer.from(signature);
      const right = Buffer.from(signatureOf(path, expires));
      if (given.length !== SIGNATURE_LENGTH || !timingSafeEqual(given, right)) return 'forged';
      return Number(expires) * SECOND_MS > nowMs ? 'valid' : 'expired';
    },
  };
}

/** When links last became others than before, at or before `nowMs`. */
export function linksTurnedAt(nowMs: number): number {
  return Math.floor(nowMs / SPAN_MS) * SPAN_MS;
}
