/**
 * Access tokens: JWTs that say which session a request belongs to, and nothing of what it may do.
 *
 * One algorithm (HS256), one header byte for byte, one issuer and audience (RFC 8725): a token with any other header,
 * for example `alg: none`, a `kid` or another `typ`, is refused before anything of it is decoded.
 */
import { createSigner, createVerifier } from 'fast-jwt';
import { type Clock, SECOND_MS } from '../../kernel/clock.ts';
import { randomToken } from '../../kernel/ids.ts';
import { deriveKey } from '../../kernel/keys.ts';

const ISSUER = 'milldash';
const AUDIENCE = 'milldash-api';
const TOKEN_TYPE = 'at+jwt';
/** Verified tokens kept in memory; a verification costs some 15 µs, a remembered one some 3. */
const TOKENS_REMEMBERED = 2_000;

const header = { alg: 'HS256', typ: TOKEN_TYPE } as const;
const encodedHeader = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.`;
/** Payload and 32 bytes of signature in canonical base64url: the last character of 43 carries four bits. */
const payloadAndSignature = /^[A-Za-z0-9_-]{1,1000}\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

export interface AccessTokenSubject {
  readonly userId: number;
  readonly sessionId: string;
}

export interface AccessTokens {
  /** The token lives for the configured time, and never beyond `notAfterMs`. */
  issue(subject: AccessTokenSubject, notAfterMs: number): { token: string; expiresAtMs: number };
  /** Undefined for anything but an unexpired token of ours. Whether its session still lives is for the caller to ask. */
  read(token: string): AccessTokenSubject | undefined;
}

export function createAccessTokens(secretKey: string, lifeMs: number, clock: Clock): AccessTokens {
  const key = deriveKey(secretKey, 'access-token');
  const sign = createSigner({ key, algorithm: header.alg, header, iss: ISSUER, aud: AUDIENCE });
  const verify = createVerifier({
    key,
    algorithms: [header.alg],
    checkTyp: TOKEN_TYPE,
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    requiredClaims: ['iss', 'aud', 'sub', 'sid', 'jti', 'iat', 'exp'],
    // compared with the injected clock below, on every call: a remembered verification must not outlive its token
    ignoreExpiration: true,
    cache: TOKENS_REMEMBERED,
  });
  return {
    issue({ userId, sessionId }, notAfterMs) {
      const nowMs = clock.now();
      const exp = Math.floor(Math.min(nowMs + lifeMs, notAfterMs) / SECOND_MS);
      const iat = Math.floor(nowMs / SECOND_MS);
      const token = sign({ sub: String(userId), sid: sessionId, jti: randomToken(16), iat, exp });
      return { token, expiresAtMs: exp * SECOND_MS };
    },
    read(token) {
      if (!token.startsWith(encodedHeader) || !payloadAndSignature.test(token.slice(encodedHeader.length))) {
        return undefined;
      }
      try {
        const { sub, sid, exp } = verify(token) as Record<string, unknown>;
        if (typeof sub !== 'string' || typeof sid !== 'string' || !Number.isSafeInteger(exp)) return undefined;
        return Number(exp) * SECOND_MS > clock.now() ? { userId: Number(sub), sessionId: sid } : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
