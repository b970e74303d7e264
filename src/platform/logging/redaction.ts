/**
 * Keeps secrets out of the log: by the name they are stored under, and by their shape inside any text.
 *
 * Errs on the side of hiding: a harmless value beside a word such as `password` is hidden too. Numbers and booleans
 * about a secret (`tokenMinutes: 30`, `passwordSet: true`) are shown.
 */
export const REDACTED = '[redacted]';

const SECRET_NAME =
  /password|passwd|passphrase|passcode|secret|token|apikey|authorization|cookie|credential|privatekey|signingkey|encryptionkey|accesskey|keyhash|onetime|magiclink|(activation|reset|invitation|verification|confirmation|signin|login)(link|url)|^(pwd|pass|otp|totp|jwt|bearer|salt|link)$/;
/** What is said about a secret, not the secret. */
const ABOUT_A_SECRET = /(minutes|seconds|ms|days|hours|at|count|length|tries|attempts)$/;
const NAMES_A_RECORD = /^(apikey|token)(id|name|prefix|type)$/;

const SHOWN = 0;
const HIDDEN = 1;
const HIDDEN_UNLESS_NUMBER = 2;
const HIDDEN_IF_TEXT = 3;
type Verdict = typeof SHOWN | typeof HIDDEN | typeof HIDDEN_UNLESS_NUMBER | typeof HIDDEN_IF_TEXT;

const LONGEST_CACHED_NAME = 60;
const MOST_CACHED_NAMES = 2_000;
const verdicts = new Map<string, Verdict>();

/** True when what is stored under this name must not be shown. */
export function isSecretName(name: string, value?: unknown): boolean {
  const verdict = verdictOn(name);
  if (verdict === SHOWN || value === null || typeof value === 'boolean') return false;
  if (verdict === HIDDEN_IF_TEXT) return typeof value === 'string';
  return verdict === HIDDEN || typeof value !== 'number';
}

function verdictOn(name: string): Verdict {
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  const verdict = judge(name);
  if (name.length <= LONGEST_CACHED_NAME) {
    if (verdicts.size >= MOST_CACHED_NAMES) verdicts.clear();
    verdicts.set(name, verdict);
  }
  return verdict;
}

function judge(name: string): Verdict {
  const plain = name
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  // A group of settings, or the value of a header.
  if (plain === 'auth') return HIDDEN_IF_TEXT;
  if (!SECRET_NAME.test(plain) || NAMES_A_RECORD.test(plain)) return SHOWN;
  return ABOUT_A_SECRET.test(plain) ? HIDDEN_UNLESS_NUMBER : HIDDEN;
}

/** One look that says whether the rules below are worth running; most texts hold nothing. */
const WORTH_A_LOOK =
  /pass|pwd|otp|jwt|secret|token|api.?key|auth|cookie|credential|private.?key|bearer|basic|eyJ|md[klrt](?:_|%5f)|whsec_|:\/\/|\$argon2|\$2[abxy]\$|activat|reset|invit|verif|confirm|onetime|one-time|signature/i;

const NAME_IN_TEXT =
  'passw(?:or)?d|passphrase|passcode|secret|token|api[-_ ]?key|authorization|cookie|credential|(?:private|signing|encryption|access)[-_ ]?key';
/** A quote, perhaps escaped, or its percent form; a closing bracket of `user[password]=`. */
const CLOSING = `(?:[\\\\"'\\]]|%22|%27|%5d){0,8}`;
/** Quoted (once or inside another quoted text), percent-quoted, a whole structure, or up to the next white space. */
const VALUE = [
  `\\\\+"[\\s\\S]*?(?:\\\\+"(?=\\s*[,}\\]])|$)`,
  `"(?:[^"\\\\]|\\\\[\\s\\S])*"?`,
  `'(?:[^'\\\\]|\\\\[\\s\\S])*'?`,
  '%22.*?(?=%22|\\s|$)',
  '[\\[{][\\s\\S]*',
  '[^\\s&]+',
].join('|');

/** Cleaning a clean text changes nothing. */
const ALREADY = `\\[redacted\\](?:[\\s&"',;)}\\]]|$)`;

const RULES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g, REDACTED],
  // A user's password inside an address: up to the last @, since database passwords hold slashes and @ in practice.
  [
    /(\b(?:postgres(?:ql)?|mysql|mariadb|mqtts?|redis|amqps?|mongodb(?:\+srv)?|smtps?):\/\/[^\s:/@]*):[^\s"']*@/gi,
    `$1:${REDACTED}@`,
  ],
  [/(:\/\/[^\s:/@"']*):[^\s/@"']+@/g, `$1:${REDACTED}@`],
  [/\b((?:proxy-)?authorization|(?:set-)?cookie)("?\s{0,3}:)(?!\s*["'\\[{])[^\r\n]+/gi, `$1$2 ${REDACTED}`],
  [/\b(bearer)(?:\s|%20|\+)+[^\s"',;)]+/gi, `$1 ${REDACTED}`],
  [/\b([Bb]asic)\s+(?=[A-Za-z0-9+/]*[A-Z0-9=])[A-Za-z0-9+/]{8,}={0,2}/g, `$1 ${REDACTED}`],
  [/eyJ[\w~.=+/-]{5,}/g, REDACTED],
  // our own: API keys, refresh tokens, one-time links, tickets of live connections
  [/md[klrt](?:_|%5f)[A-Za-z0-9_.~%-]+/gi, REDACTED],
  [/whsec_[A-Za-z0-9+/=_-]+/g, REDACTED],
  [/\$argon2[^\s"']+/g, REDACTED],
  [/\$2[abxy]\$\d\d\$[./A-Za-z0-9]+/g, REDACTED],
  [
    new RegExp(
      `((?:${NAME_IN_TEXT})[\\w-]{0,40}${CLOSING}\\s{0,5}(?:=|:|%3[ad])\\s{0,5})(?!${ALREADY})(?:${VALUE})`,
      'gi',
    ),
    `$1${REDACTED}`,
  ],
  [/\b((?:pass|pwd|t?otp|jwt|auth)["']?\s{0,5}(?:=|%3d|":|':)\s{0,5})(?:"[^"]*|[^\s&]+)/gi, `$1${REDACTED}`],
  // of a signed link, which opens a picture without a session
  [/\b(signature(?:=|%3d))[\w-]+/gi, `$1${REDACTED}`],
  // The path of a one-time link: /activate/17/Jx0…, /reset-password/Jx0…
  [
    /\/((?:activat|reset|invit|verif|confirm|one-?time)[\w-]{0,40}\/(?:[^\s/?#"']{1,15}\/)?)[^\s/?#"']{16,}/gi,
    `/$1${REDACTED}`,
  ],
];

/** The text with everything that looks like a secret replaced; the same string when there is nothing. */
export function withoutSecrets(text: string): string {
  if (!WORTH_A_LOOK.test(text)) return text;
  let clean = text;
  for (const [shape, replacement] of RULES) clean = clean.replace(shape, replacement);
  return clean;
}
