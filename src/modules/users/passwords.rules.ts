/**
 * Which passwords are accepted (NIST SP 800-63B-4, OWASP ASVS 5.0 chapter 6.2).
 *
 * Length is what counts; there are no rules of composition and no expiry. What is refused besides is what a guesser
 * tries first: common passwords, keyboard rows, repetitions, and the words that belong to the account itself. The
 * measure is how many pieces a password is made of: a common word, a run along the keyboard or a word of the account
 * is one piece, any other character is one too.
 */
import { DomainError } from '../../kernel/errors.ts';
import commonPasswords from './common-passwords.json' with { type: 'json' };

/** NIST asks for 15 characters where the password is the only factor, as it is here. */
export const PASSWORD_LENGTH_MIN = 15;
export const PASSWORD_LENGTH_MAX = 256;
/** Three common words with a character between each are just enough. */
export const PASSWORD_PIECES_MIN = 5;

const WORD_LENGTH_MIN = 4;
const RUN_LENGTH_MIN = 3;
const YEAR = /^(19|20)\d\d$/;

const common = new Set(commonPasswords.words.split(' '));
const longestWord = Math.max(...[...common].map((word) => word.length));
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
  if (piecesOf(characters.join(''), ownWords(owner)) < PASSWORD_PIECES_MIN) {
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

function piecesOf(password: string, own: ReadonlySet<string>): number {
  return fewestPieces(withoutRepetition(password.toLowerCase()), own);
}

/** `abcabcab` → `abc`: what is repeated counts once. */
function withoutRepetition(text: string): string {
  for (let length = 1; length <= text.length / 2; length++) {
    const unit = text.slice(0, length);
    if (unit.repeat(Math.ceil(text.length / length)).startsWith(text)) return unit;
  }
  return text;
}

/** The fewest pieces that the text can be put together from. */
function fewestPieces(text: string, own: ReadonlySet<string>): number {
  const longest = Math.max(longestWord, ...[...own].map((word) => word.length));
  const fewest = [0];
  for (let end = 1; end <= text.length; end++) {
    let best = (fewest[end - 1] ?? 0) + 1;
    for (let start = Math.max(0, end - longest); start < end - 1; start++) {
      const pieces = (fewest[start] ?? 0) + 1;
      if (pieces < best && isOnePiece(text.slice(start, end), own)) best = pieces;
    }
    fewest.push(best);
  }
  return fewest[text.length] ?? 0;
}

function isOnePiece(part: string, own: ReadonlySet<string>): boolean {
  if (part.length < RUN_LENGTH_MIN) return false;
  if (part === part.charAt(0).repeat(part.length) || YEAR.test(part)) return true;
  if (runs.some((run) => run.includes(part))) return true;
  return isKnownWord(part, own) || isKnownWord(withoutLookalikes(part), own);
}

function isKnownWord(word: string, own: ReadonlySet<string>): boolean {
  return own.has(word) || (word.length >= WORD_LENGTH_MIN && common.has(word));
}

/** `p@ssw0rd` → `password`. */
function withoutLookalikes(part: string): string {
  return [...part].map((character) => lookalikes[character] ?? character).join('');
}
