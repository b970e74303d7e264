/**
 * Password hashing with argon2id, off the event loop. Verifies the predecessor's bcrypt hashes too, until each is replaced.
 *
 * At most {@link HASHES_AT_ONCE} run together (each takes 46 MiB for some 20 ms of one core) and at most
 * {@link HASHES_WAITING} wait; more are refused, so that a flood of sign-ins costs memory and time that are known.
 */
import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { DomainError } from '../../kernel/errors.ts';
import { Slots } from '../../kernel/slots.ts';
import { bcryptDecoy, isBcryptHash, verifyBcrypt } from './bcrypt-hashes.ts';

export const HASHES_AT_ONCE = 2;
export const HASHES_WAITING = 64;

export interface HashCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** OWASP ASVS 5.0, appendix C: argon2id with 46 MiB and one pass. */
export const productionHashCost: HashCost = { memoryKib: 46 * 1024, passes: 1, lanes: 1 };

export interface PasswordHasher {
  /** PHC text with a salt of its own. @throws server-busy */
  hash(password: string): Promise<string>;
  /**
   * False after the same work when there is no hash to compare with.
   *
   * @param bcryptLeft any account's bcrypt hash while there is one: whoever is refused has then cost both kinds of work,
   *   so that the time does not tell which kind, or whether any, the account has
   * @throws server-busy
   */
  verify(passwordHash: string | null, password: string, bcryptLeft?: string): Promise<boolean>;
  /** True for a hash that was made at another cost than today's, or by the predecessor. */
  isOutdated(passwordHash: string): boolean;
}

/**
 * @param cost a cheaper one is for tests only
 * @param bcryptWork another one is for tests only
 */
export function createPasswordHasher(
  cost: HashCost = productionHashCost,
  bcryptWork: typeof verifyBcrypt = verifyBcrypt,
): PasswordHasher {
  const slots = new Slots({ atOnce: HASHES_AT_ONCE, waiting: HASHES_WAITING, refusal: tooManySignIns });
  const options = { algorithm: 2, memoryCost: cost.memoryKib, timeCost: cost.passes, parallelism: cost.lanes };
  const decoy = decoyHash(cost);
  return {
    hash: (password) => slots.run(() => hash(normalised(password), options)),
    verify: (passwordHash, password, bcryptLeft) =>
      slots.run(async () => {
        const byBcrypt = passwordHash !== null && isBcryptHash(passwordHash);
        const matches = byBcrypt
          ? await bcryptWork(passwordHash, password)
          : await verify(passwordHash ?? decoy, normalised(password));
        if (matches && passwordHash !== null) return true;
        if (byBcrypt) await verify(decoy, normalised(password));
        else if (bcryptLeft !== undefined) await bcryptWork(bcryptDecoy(bcryptLeft), password);
        return false;
      }),
    isOutdated(passwordHash) {
      if (isBcryptHash(passwordHash)) return true;
      const made = parseOptions(passwordHash);
      return (
        made.algorithm !== options.algorithm ||
        made.memoryCost !== cost.memoryKib ||
        made.timeCost !== cost.passes ||
        made.parallelism !== cost.lanes
      );
    },
  };
}

/** The same password typed on another keyboard or system is the same password (NIST 800-63B, NFKC). */
function normalised(password: string): string {
  return password.normalize('NFKC');
}

/** A well-formed hash that no password has: what the work for an unknown e-mail is done on. */
function decoyHash(cost: HashCost): string {
  const text = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${cost.memoryKib},t=${cost.passes},p=${cost.lanes}$${text(16)}$${text(32)}`;
}

function tooManySignIns(): DomainError {
  return new DomainError('server-busy', 'Too many people are signing in at this moment. Try again in a few seconds.', {
    retry_after_seconds: 2,
  });
}
