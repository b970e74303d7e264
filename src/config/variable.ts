/** What a variable is, and the kinds of values that one can hold. Reading is pure: text in, value or `undefined` out. */

import { isIP } from 'node:net';
import { allowedDatabaseAddresses, type DatabaseAddress, parseDatabaseAddress } from '../kernel/database-address.ts';

/** RFC 1123: labels of letters, digits and dashes, the last one not a number: that is a mistyped address. */
const HOST_NAME = /^(?!(?:.*\.)?\d+$)(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*$/;

export type VariableGroup =
  | 'The server'
  | 'Where the data is'
  | 'Uploaded files'
  | 'The factory'
  | 'Signing in'
  | 'The first administrator'
  | 'FourJaw'
  | 'Messages of machines'
  | 'E-mail'
  | 'Limits'
  | 'The log';

/** One variable of the environment. */
export interface Variable<Value> {
  readonly group: VariableGroup;
  /** One line for a person who has never seen it. */
  readonly help: string;
  /** What a value may be, as the end of "allowed: …". */
  readonly allowed: string;
  /** The text that is used where the variable is unset; undefined where {@link whenUnset} says what happens instead. */
  readonly default: string | undefined;
  /** Said of a variable without a default. */
  readonly whenUnset?: string;
  /** A secret's value never appears in a log, a message or `doctor`. */
  readonly secret?: boolean;
  /** Undefined when the text is not allowed. */
  readonly read: (text: string) => Value | undefined;
}

type Described = Pick<Variable<unknown>, 'group' | 'help' | 'whenUnset' | 'secret'>;
type Optional = Described & { default?: undefined; whenUnset: string };
type Defaulted = Described & { default: string };

/** A variable that is undefined in the typed values while unset. */
export interface OptionalVariable<Value> extends Variable<Value> {
  readonly default: undefined;
}
export interface DefaultedVariable<Value> extends Variable<Value> {
  readonly default: string;
}

export const mebibyte = 1_048_576;

export interface Kind<Value> {
  readonly allowed: string;
  readonly read: (text: string) => Value | undefined;
}

function define<Value>(described: Defaulted, kind: Kind<Value>): DefaultedVariable<Value>;
function define<Value>(described: Optional, kind: Kind<Value>): OptionalVariable<Value>;
function define<Value>(described: Defaulted | Optional, kind: Kind<Value>): Variable<Value> {
  return { ...described, default: described.default, ...kind };
}

export { define as variable };

export function wholeNumber(from: number, to: number): Kind<number> {
  return {
    allowed: `a whole number from ${from} to ${to}`,
    read: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= from && value <= to ? value : undefined;
    },
  };
}

export function oneOf<const Value extends string>(...values: readonly Value[]): Kind<Value> {
  return {
    allowed: values.join(', '),
    read: (text) => values.find((value) => value === text.toLowerCase()),
  };
}

export const flag: Kind<boolean> = {
  allowed: 'true or false',
  read: (text) => {
    if (/^(true|yes|on|1)$/i.test(text)) return true;
    return /^(false|no|off|0)$/i.test(text) ? false : undefined;
  },
};

/** Any text that `pattern` fits. */
export function textLike(pattern: RegExp, allowed: string): Kind<string> {
  return { allowed, read: (text) => (pattern.test(text) ? text : undefined) };
}

export const path = textLike(/^[^\0]{1,4096}$/, 'a path, absolute or from the working folder');

/** `HH:MM` on a 24-hour clock. */
export const timeOfDay = textLike(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day as HH:MM, from 00:00 to 23:59');

/** What is listened on. */
export const hostName: Kind<string> = {
  allowed: 'an IP address or a host name of this machine, for example 127.0.0.1, 0.0.0.0 or ::',
  read: (text) => (isIP(text) > 0 || HOST_NAME.test(text) ? text : undefined),
};

/** Of a server that MillDash connects to. */
export const serverHost: Kind<string> = {
  ...hostName,
  allowed: 'an IP address or a host name, for example 192.168.1.20 or server.factory.example',
};

export const emailAddress = textLike(/^[^\s@<>"]{1,64}@[^\s@<>"]{1,189}$/, 'an e-mail address');

export const timeZone: Kind<string> = {
  allowed: 'an IANA time zone that this Node knows, for example Europe/London or America/Chicago',
  read: (text) => {
    try {
      // an offset such as +01:00 is accepted by Intl, but it has no daylight saving time: a factory has a place
      return /^[+-]/.test(text)
        ? undefined
        : new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone && text;
    } catch {
      return undefined;
    }
  },
};

/** Without a slash at its end. Over plain HTTP anyone on the way could read the key that is sent along. */
export const serviceAddress: Kind<string> = {
  allowed:
    'an https:// address without user, password, ? and #, for example https://factory.fourjaw.app/rest/api/v0.1; ' +
    'http:// for this machine only',
  read: (text) => {
    if (!URL.canParse(text) || /[\s\\]/.test(text)) return undefined;
    const { protocol, hostname, username, password, search, hash, href } = new URL(text);
    const bare = username === '' && password === '' && search === '' && hash === '' && !/[?#]/.test(text);
    const local = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
    return bare && (protocol === 'https:' || (protocol === 'http:' && local)) ? href.replace(/\/+$/, '') : undefined;
  },
};

/** Below an address: `/status-periods`. */
export const urlPath = textLike(
  /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]{1,100}){1,10}$/,
  'a path such as /status-periods, without ? and #',
);

/** Hexadecimal ids of 24 digits, in lower case, each once. */
export const assetIds: Kind<readonly string[]> = {
  allowed: 'ids of 24 hexadecimal digits, separated by commas, 1,000 at most',
  read: (text) => {
    const ids = text.split(',').map((id) => id.trim().toLowerCase());
    return ids.length <= 1_000 && ids.every((id) => /^[0-9a-f]{24}$/.test(id)) ? [...new Set(ids)] : undefined;
  },
};
/** Names separated by commas, each once. */
export function listOf(pattern: RegExp, allowed: string): Kind<readonly string[]> {
  return {
    allowed,
    read: (text) => {
      const entries = listEntries(text);
      return entries?.every((entry) => pattern.test(entry)) ? [...new Set(entries)] : undefined;
    },
  };
}

export const databaseAddress: Kind<DatabaseAddress> = {
  allowed: allowedDatabaseAddresses,
  read: parseDatabaseAddress,
};

/** A JSON list or a comma list; each entry is cut down to its origin, so a trailing slash does no harm. */
export const origins: Kind<readonly string[]> = {
  allowed: 'origins such as http://localhost:5173, as a JSON list or separated by commas; each by name, never *',
  read: (text) => {
    const entries = listEntries(text)?.map(originOf);
    return entries?.every((origin) => origin !== undefined) ? [...new Set(entries)] : undefined;
  },
};

function listEntries(text: string): string[] | undefined {
  if (!text.trimStart().startsWith('[')) return text.split(',').map((entry) => entry.trim());
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((entry) => typeof entry === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, protocol, pathname, search, username } = new URL(text);
  const bare = pathname === '/' && search === '' && username === '';
  return bare && (protocol === 'http:' || protocol === 'https:') ? origin : undefined;
}

export type TrustProxy = false | readonly string[];

/** Believing every proxy would let any client choose its own address, so plain `true` is refused. */
export const trustProxy: Kind<TrustProxy> = {
  allowed: 'false, or the addresses or CIDR ranges of the proxies, separated by commas',
  read: (text) => {
    if (flag.read(text) === false) return false;
    const addresses = text.split(',').map((address) => address.trim());
    return addresses.every(isAddressRange) ? addresses : undefined;
  },
};

/** An IP address, alone or with a prefix length. */
function isAddressRange(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}
