/**
 * Which passwords are accepted (NIST SP 800-63B-4, OWASP ASVS 5.0 chapter 6.2).
 *
 * Length is what counts; there are no rules of composition and no expiry. What is refused besides is what a guesser
 * tries first: common passwords, keyboard rows, repetitions, the words that belong to the account itself, and what is
 * put together from them. The measure is how often such a guesser has to try, as the number of bits: a common word counts
 * by its place in the list, and any other character for itself.
 */
import { DomainError } from '../../kernel/errors.ts';
import commonPasswords from './common-passwords.json' with { type: 'json' };

/** NIST asks for 15 characters where the password is the only factor, as it is here. */
export const PASSWORD_LENGTH_MIN = 15;
export const PASSWORD_LENGTH_MAX = 256;
/** Three common words with a character between each are just enough, unless they are of the most common ones. */
const PASSWORD_BITS_MIN = 30;

/** A character of a word that is not in the list: less than a random one has. */
const BITS_OF_CHARACTER = 3;
/** There are few rows and places to begin, and many years that nobody was born in. */
const BITS_OF_RUN = 4;
const BITS_OF_YEAR = 7;
const BITS_OF_OWN_WORD = 2;
/** Whether and where characters were swapped for others that look alike. */
const BITS_OF_LOOKALIKES = 2;

const WORD_LENGTH_MIN = 4;
const RUN_LENGTH_MIN = 3;
const YEAR = /^(19|20)\d\d$/;

/** Common word → bits of its place in the list, the most frequent first. */
const common = new Map(commonPasswords.words.split(' ').map((word, at) => [word, Math.log2(at + 2)]));
const longestWord = Math.max(...[...common.keys()].map((word) => word.length));
const rows = [
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
  'abcdefghijklmnopqrstuvwxyz',
];
const runs = rows.flatMap((row) => [row + row, [...(row + row)].reverse().join('')]);
const lookalikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

export interface PasswordOwner {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** @throws password-unacceptable, saying what to do instead */
export function requireAcceptablePassword(password: string, owner: PasswordOwner): void {
  const characters = [...password.normalize('NFKC')];
  if (characters.length < PASSWORD_LENGTH_MIN) {
    throw unacceptable(
      `The password has ${characters.length} characters and needs at least ${PASSWORD_LENGTH_MIN}. ` +
        'A few words in a row are long and easy to remember.',
    );
  }
  if (password.length > PASSWORD_LENGTH_MAX) {
    throw unacceptable(`The password is longer than ${PASSWORD_LENGTH_MAX} characters.`);
  }
  if (bitsOf(characters.join(''), ownWords(owner)) < PASSWORD_BITS_MIN) {
    throw unacceptable(
      'The password is easy to guess: it is made of common words, keyboard rows, repetitions, or words of the account ' +
        'itself. Add some words that have nothing to do with each other.',
    );
  }
}

function unacceptable(detail: string): DomainError {
  return new DomainError('password-unacceptable', detail, {
    min_length: PASSWORD_LENGTH_MIN,
    max_length: PASSWORD_LENGTH_MAX,
  });
}

function ownWords(owner: PasswordOwner): Set<string> {
  const words = [owner.email, owner.firstName, owner.lastName, 'milldash']
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= RUN_LENGTH_MIN);
  return new Set(words);
}

function bitsOf(password: string, own: ReadonlySet<string>): number {
  return fewestBits(withoutRepetition(password.toLowerCase()), own);
}

/** `abcabcab` → `abc`: what is repeated counts once. */
function withoutRepetition(text: string): string {
  for (let length = 1; length <= text.length / 2; length++) {
    const unit = text.slice(0, length);
    if (unit.repeat(Math.ceil(text.length / length)).startsWith(text)) return unit;
  }
  return text;
}

/** Of all ways to put the text together, the one that a guesser comes to first. */
function fewestBits(text: string, own: ReadonlySet<string>): number {
  const longest = Math.max(longestWord, ...[...own].map((word) => word.length));
  const fewest = [0];
  for (let end = 1; end <= text.length; end++) {
    let best = (fewest[end - 1] ?? 0) + BITS_OF_CHARACTER;
    for (let start = Math.max(0, end - longest); start < end - 1; start++) {
      best = Math.min(best, (fewest[start] ?? 0) + bitsOfPiece(text.slice(start, end), own));
    }
    fewest.push(best);
  }
  return fewest[text.length] ?? 0;
}

/** Infinity for what is no piece as a whole. */
function bitsOfPiece(part: string, own: ReadonlySet<string>): number {
  if (part.length < RUN_LENGTH_MIN) return Number.POSITIVE_INFINITY;
  const plain = withoutLookalikes(part);
  const bits = [bitsOfWord(part, own), plain === part ? undefined : bitsOfWord(plain, own, BITS_OF_LOOKALIKES)];
  if (part === part.charAt(0).repeat(part.length) || runs.some((run) => run.includes(part))) bits.push(BITS_OF_RUN);
  if (YEAR.test(part)) bits.push(BITS_OF_YEAR);
  return Math.min(...bits.map((each) => each ?? Number.POSITIVE_INFINITY));
}

function bitsOfWord(word: string, own: ReadonlySet<string>, more = 0): number | undefined {
  if (own.has(word)) return BITS_OF_OWN_WORD + more;
  const bits = word.length >= WORD_LENGTH_MIN ? common.get(word) : undefined;
  return bits === undefined ? undefined : bits + more;
}

/** `p@ssw0rd` → `password`. */
function withoutLookalikes(part: string): string {
  return [...part].map((character) => lookalikes[character] ?? character).join('');
}
