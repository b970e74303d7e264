/** What a change of an account owes to the two logs: ids and roles for everyone, names and addresses for the audit only. */
import type { Transaction } from '../../platform/outbox/index.ts';
import type { UserRow } from './accounts.repository.ts';

export type AccountChange =
  | 'created'
  | 'changed'
  | 'role-changed'
  | 'disabled'
  | 'enabled'
  | 'activated'
  | 'password-changed'
  | 'link-created';

type Facts = Readonly<Record<string, unknown>>;

/** Emits `com.milldash.user.<change>` and writes the audit entry `user.<change>`. */
export function recordAccountChange(
  tx: Transaction,
  change: AccountChange,
  user: UserRow,
  audit: { before?: Facts; after?: Facts; reason?: string } = {},
): void {
  tx.emit({
    type: `com.milldash.user.${change}`,
    subject: `users/${user.id}`,
    data: { user_id: user.id, access_role: user.access_role, disabled: user.disabled === 1 },
  });
  tx.audit({ action: `user.${change}`, entityType: 'user', entityId: user.id, ...audit });
}
