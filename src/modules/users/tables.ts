/** Tables that this module owns. Instants are UTC milliseconds, flags 0 or 1, secrets only as hashes. */
import type { Generated } from 'kysely';
import type { Role } from '../../kernel/access.ts';

export interface UsersTables {
  users: UsersTable;
  sessions: SessionsTable;
  refresh_tokens: RefreshTokensTable;
  one_time_links: OneTimeLinksTable;
  api_keys: ApiKeysTable;
  sign_in_throttles: SignInThrottlesTable;
  saved_views: SavedViewsTable;
}

/** People. Rows are disabled, never deleted: audit entries keep pointing at them. */
export interface UsersTable {
  id: Generated<number>;
  /** Lower-cased; unique. */
  email: string;
  first_name: string;
  last_name: string;
  /** PHC text; null until the person has chosen a password. */
  password_hash: string | null;
  access_role: Role;
  disabled: number;
  must_change_password: number;
  /** Null until an administrator's link was used, or an administrator activated the account. */
  activated_at: number | null;
  /** Counts the changes; what `version` of a conditional change is compared with. */
  version: number;
  created_at: number;
  updated_at: number;
  last_sign_in_at: number | null;
}

/** One signed-in program or browser. Also the family of its refresh tokens. */
export interface SessionsTable {
  /** UUIDv7: `sid` of the access tokens. */
  id: string;
  user_id: number;
  created_at: number;
  last_seen_at: number;
  /** The absolute end, whatever is done. */
  expires_at: number;
  /** The end when nothing more is heard; moves on with use. */
  idle_expires_at: number;
  address: string | null;
  user_agent: string | null;
  ended_at: number | null;
  end_reason: SessionEndReason | null;
}

export type SessionEndReason =
  | 'signed-out'
  | 'revoked'
  | 'password-changed'
  | 'account-disabled'
  | 'refresh-token-reused'
  | 'too-many-sessions';

export interface RefreshTokensTable {
  /** SHA-256 of the token, hex. */
  token_hash: string;
  session_id: string;
  created_at: number;
  /** Set once, by the one request that exchanges the token. */
  rotated_at: number | null;
}

export type LinkPurpose = 'activation' | 'password';

export interface OneTimeLinksTable {
  /** SHA-256 of the token, hex. */
  token_hash: string;
  user_id: number;
  purpose: LinkPurpose;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

export interface ApiKeysTable {
  id: string;
  name: string;
  /** JSON text: an array of permissions. */
  scopes: string;
  /** SHA-256 of the secret, hex. */
  secret_hash: string;
  /** The first characters of the key, by which a person recognises it. */
  prefix: string;
  created_by: number | null;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
}

export interface SignInThrottlesTable {
  /** `account:…`, `address:…` or `pair:…` with a hash: the table holds nobody's name. */
  key: string;
  failures: number;
  last_failure_at: number;
  blocked_until: number;
}

/** Filters of a page of the interface that people have given a name. */
export interface SavedViewsTable {
  id: Generated<number>;
  user_id: number;
  page: string;
  name: string;
  /** The name as names are compared. */
  name_key: string;
  query: string;
  /** 1: others see it. */
  shared: number;
  version: number;
  created_at: number;
  updated_at: number;
}
