/** Accounts as CSV: who is there, with which role, and when they were here last. */
import { type CsvColumnsOf, csvList } from '../../kernel/csv-writer.ts';
import { formatInstant, formatOptionalInstant } from '../../kernel/instant.ts';
import { followPages } from '../../kernel/paging.ts';
import type { Accounts, User, UserFilter } from './users.ts';

const columns: CsvColumnsOf<User> = {
  id: ({ id }) => id,
  email: ({ email }) => email,
  first_name: ({ firstName }) => firstName,
  last_name: ({ lastName }) => lastName,
  access_role: ({ role }) => role,
  disabled: ({ disabled }) => disabled,
  activated: ({ activated }) => activated,
  must_change_password: ({ mustChangePassword }) => mustChangePassword,
  created_at: ({ createdAtMs }) => formatInstant(createdAtMs),
  updated_at: ({ updatedAtMs }) => formatInstant(updatedAtMs),
  last_sign_in_at: ({ lastSignInAtMs }) => formatOptionalInstant(lastSignInAtMs),
};

/** In the order of their numbers. */
export function exportUsers(
  { listUsers }: Pick<Accounts, 'listUsers'>,
  filter: Omit<UserFilter, 'cursor' | 'limit'>,
): AsyncIterable<string> {
  return csvList(
    columns,
    followPages((paging) => listUsers({ ...filter, ...paging })),
  );
}
