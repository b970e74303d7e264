/**
 * Which database `DATABASE_URL` names: read once, and told to people without its password.
 *
 * Nothing is guessed: a text that could be meant for PostgreSQL, or for something that we do not speak, never becomes
 * the name of a new file.
 */

export type DatabaseAddress =
  | {
      readonly engine: 'sqlite';
      /** A path, absolute or from the working folder, or {@link IN_MEMORY}. */
      readonly file: string;
    }
  | {
      readonly engine: 'postgres';
      /** `postgres://…`, which `URL` and the driver read alike. Holds the password. */
      readonly url: string;
    };

/** SQLite's name for a database without a file, which ends with its process. */
export const IN_MEMORY = ':memory:';

export const allowedDatabaseAddresses =
  'sqlite:<path>, file:<path>, a path without :, //, @ and =, or postgres://user:password@host:port/database ' +
  'with / ? # @ : % of the password percent-encoded';

/** Two letters at least: one letter is a drive of Windows. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;
const FOREIGN_TO_A_PATH = /\/\/|[@=:\0]/;
const HIDDEN = '[hidden]';

/** Undefined for what is none of {@link allowedDatabaseAddresses}. The scheme may be written in any case. */
export function parseDatabaseAddress(text: string): DatabaseAddress | undefined {
  const scheme = SCHEME.exec(text)?.[1];
  if (scheme === undefined) return isBarePath(text) ? { engine: 'sqlite', file: text } : undefined;
  const rest = text.slice(scheme.length + 1);
  switch (scheme.toLowerCase()) {
    case 'postgres':
    case 'postgresql':
      return postgresAt(`postgres:${rest}`);
    case 'sqlite':
      return sqliteAt(rest.replace(/^\/\/(?=\/)/, ''));
    case 'file':
      return sqliteAt(rest.startsWith('///') ? decoded(rest.slice(2))?.replace(/^\/(?=[a-z]:)/i, '') : rest);
    default:
      return undefined;
  }
}

function isBarePath(text: string): boolean {
  return text.length > 0 && !FOREIGN_TO_A_PATH.test(text.replace(/^[a-z]:(?=[\\/])/i, ''));
}

/** The scheme says that it is a path: of what stands in it only another address is refused. */
function sqliteAt(path: string | undefined): DatabaseAddress | undefined {
  const isPath = path !== undefined && path !== '' && !/^\/\/|\0/.test(path) && !SCHEME.test(path);
  return isPath ? { engine: 'sqlite', file: path } : undefined;
}

function postgresAt(url: string): DatabaseAddress | undefined {
  if (!url.startsWith('postgres://') || !URL.canParse(url)) return undefined;
  const { username, password, pathname, hash } = new URL(url);
  const readable = [username, password, pathname].every((part) => decoded(part) !== undefined);
  // a password with / ? or # ends the host too early, and its rest stands in the path
  const clean = pathname.length > 1 && !pathname.includes('@') && hash === '' && !/\s/.test(url);
  return readable && clean ? { engine: 'postgres', url } : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Parameters of a URL that say how to connect and never who one is. */
const SHOWN_PARAMETERS = new Set(['host', 'port', 'sslmode', 'application_name']);

/** Where the data are, for logs and messages: without password, whatever is put where. */
export function describeDatabaseAddress(address: DatabaseAddress): string {
  if (address.engine === 'sqlite') return address.file;
  const { username, password, host, pathname, searchParams } = new URL(address.url);
  const user = username + (password === '' ? '' : ':***');
  const shown = [...searchParams].filter(([name]) => SHOWN_PARAMETERS.has(name));
  const parameters = shown.length === 0 ? '' : `?${new URLSearchParams(shown)}`;
  return `postgres://${user === '' ? '' : `${user}@`}${host}${pathname}${parameters}`;
}

/** A text that is no address, for the message that refuses it: at most its scheme, since any of it may be a password. */
export function describeRefusedAddress(text: string): string {
  const scheme = /^[a-z][a-z0-9+.-]{1,20}:(?=\/)/i.exec(text)?.[0];
  return scheme === undefined ? HIDDEN : `${scheme}//${HIDDEN}`;
}
