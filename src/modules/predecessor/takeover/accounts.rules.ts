/** People of the predecessor, as accounts. */
import type { Role } from '../../../kernel/access.ts';
import { isBcryptHash, requireEmail, requireName, type TakenAccount } from '../../users/index.ts';
import type { OldRow } from './old-database.ts';
import { type Reading, RowReader } from './reading.ts';

/** In the place of a name that nobody has said. */
const NAMELESS = '—';

/** @param employeeRole what an EMPLOYEE becomes */
export function readAccount(row: OldRow, employeeRole: Role): Reading<TakenAccount> {
  const reader = new RowReader(row);
  const email = fit(() => requireEmail(reader.text('email')));
  if (email === undefined) return reader.refuse('email', 'is no e-mail address');
  if (email !== reader.text('email'))
    reader.change('email', 'is written in lower case and without space around it', email);
  return reader.take({
    email,
    firstName: nameOf(reader, 'first_name'),
    lastName: nameOf(reader, 'last_name'),
    role: roleOf(reader, employeeRole),
    disabled: /^(1|true)$/i.test(reader.word('disabled')),
    passwordHash: hashOf(reader),
  });
}

function nameOf(reader: RowReader, column: string): string {
  const name = fit(() => requireName(reader.text(column), column));
  if (name === undefined) reader.change(column, 'is empty, too long or cannot be printed', NAMELESS);
  else if (name !== reader.text(column)) reader.change(column, 'had space around it', name);
  return name ?? NAMELESS;
}

function roleOf(reader: RowReader, employeeRole: Role): Role {
  const role = reader.word('role').toUpperCase();
  if (role === 'ADMIN') {
    reader.doubt('role', 'is an administrator, and anybody could register as one: check that it is meant to be');
    return 'ADMIN';
  }
  if (role === 'EMPLOYEE') return employeeRole;
  reader.change('role', 'is neither ADMIN nor EMPLOYEE', 'VIEWER');
  return 'VIEWER';
}

function hashOf(reader: RowReader): string | null {
  const hash = reader.text('hashed_password').trim();
  if (isBcryptHash(hash)) return hash;
  // what stands there may be a password
  reader.changeSecret('hashed_password', 'is no bcrypt hash that can be verified: an administrator gives a link');
  return null;
}

function fit(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
