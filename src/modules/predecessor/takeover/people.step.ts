/** People. */
import type { Role } from '../../../kernel/access.ts';
import type { TakenAccount, Users } from '../../users/index.ts';
import { readAccount } from './accounts.rules.ts';
import type { OldDatabase } from './old-database.ts';
import { keptBecause, refusedBecause } from './report.ts';
import { type Hindrance, type RowKind, type TakeOverRun, takeRows } from './take-rows.ts';

export async function takePeople(run: TakeOverRun, old: OldDatabase, users: Users, role: Role): Promise<boolean> {
  const readings = old.all('users').map((row) => readAccount(row, role));
  // which user of the file has an address follows from the file alone, whatever has been taken already
  const ownerOf = new Map<string, string>();
  for (const { id, value } of readings) {
    if (value !== undefined && !ownerOf.has(value.email)) ownerOf.set(value.email, id);
  }
  const kind: RowKind<TakenAccount> = {
    table: 'users',
    async hindrancesWithin(tx, rows) {
      const found = new Map<string, Hindrance>();
      const emails = rows.map(({ value }) => value.email);
      const accounts = await users.findAccountsWithin(tx, emails);
      for (const { id, value } of rows) {
        const account = accounts.get(value.email);
        if (ownerOf.get(value.email) !== id) {
          const finding = refusedBecause('email', 'is also the address of another user of the file', value.email);
          found.set(id, { ourId: undefined, finding });
        } else if (account !== undefined) {
          const finding = keptBecause('email', 'has an account here, which stays as it is', value.email);
          found.set(id, { ourId: account.id, finding });
        }
      }
      return found;
    },
    async writeWithin(tx, rows) {
      const made = await users.takeOverAccountsWithin(
        tx,
        rows.map(({ value }) => value),
      );
      return rows.map(({ value }) => made.get(value.email)?.id ?? null);
    },
  };
  return takeRows(run, kind, readings);
}
