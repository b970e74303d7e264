/**
 * Query strings, read in one place for all routes.
 *
 * `a=1`, `a[]=1`, `a[0]=1` and repeats are one parameter `a`; several values are an array. `+` is a space. Comma forms are
 * taken apart where the schema asks for an array (see `validation.ts`). Names such as `__proto__` are only names: the
 * result has no prototype.
 */
import { DomainError } from '../../kernel/errors.ts';

/** Parameters, repeats counted, that one request may carry: more is no question of ours. */
export const QUERY_PARAMETERS_MAX = 2_000;

export type Query = Record<string, string | string[]>;

/** Never throws: what cannot be decoded is kept as it came, and too many parameters are cut off (see below). */
export function parseQuery(text: string): Query {
  const query: Query = Object.create(null);
  if (text === '') return query;
  let count = 0;
  for (let at = 0; at < text.length; ) {
    let end = text.indexOf('&', at);
    if (end === -1) end = text.length;
    if (end > at) {
      count += 1;
      if (count > QUERY_PARAMETERS_MAX) return tooMany();
      addParameter(query, text.slice(at, end));
    }
    at = end + 1;
  }
  return query;
}

/** The router reads the query before a request exists that could be refused: the refusal waits for the first hook. */
const overfull: Query = Object.freeze(Object.create(null));

function tooMany(): Query {
  return overfull;
}

/**
 * For the whole address: a path parameter is as much a text as a query parameter is.
 *
 * @throws url-malformed for NUL, which PostgreSQL takes in no text
 */
export function requireStorableUrl(url: string): void {
  if (!url.includes('%00')) return;
  throw new DomainError('url-malformed', 'The address has the character NUL (%00), which no name or text has.');
}

/** @throws url-too-long when the query had more than {@link QUERY_PARAMETERS_MAX} parameters */
export function requireReadableQuery(query: unknown): void {
  if (query !== overfull) return;
  throw new DomainError('url-too-long', `The query has more than ${QUERY_PARAMETERS_MAX} parameters.`);
}

function addParameter(query: Query, pair: string): void {
  const equals = pair.indexOf('=');
  let name = decode(equals === -1 ? pair : pair.slice(0, equals));
  const value = equals === -1 ? '' : decode(pair.slice(equals + 1));
  if (name.endsWith(']')) name = name.replace(/\[\d{0,4}\]$/, '');
  const known = query[name];
  if (known === undefined) query[name] = value;
  else if (Array.isArray(known)) known.push(value);
  else query[name] = [known, value];
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
