/** Addresses of test databases. */
import { type DatabaseAddress, parseDatabaseAddress } from '../../src/kernel/database-address.ts';

/** What a URL of these databases, as `DATABASE_URL` would have it, names. */
export function addressOf(url: string): DatabaseAddress {
  const address = parseDatabaseAddress(url);
  if (address === undefined) throw new Error('not an address of a database');
  return address;
}

/** The URL of another database on the same server. */
export function besideOn(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
