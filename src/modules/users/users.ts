/** What others may know of this module: accounts, credentials, sessions and API keys, and the calls on them. */
import type { Actor, Permission, Role } from '../../kernel/access.ts';
import type { Page } from '../../kernel/paging.ts';
import type { Transaction } from '../../platform/outbox/index.ts';
import type { LinkPurpose } from './tables.ts';
import type { SavedViews } from './views/views.types.ts';

/** What a request carries to say who it is; header values as they came. */
export interface Credentials {
  /** `Authorization`: `Bearer <access token>` or `Bearer mdk_…`. */
  readonly authorization?: string | undefined;
  /** `X-API-Key`: `mdk_…`. Used when there is no `Authorization`. */
  readonly apiKey?: string | undefined;
  /** An access token out of the cookie of the web interface. Used when there is neither. */
  readonly sessionToken?: string | undefined;
}

/** Where a request comes from. Give the address only when the proxy that names it is trusted. */
export interface Origin {
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
  readonly userAgent?: string | undefined;
  /** Whether a refusal of who they are leaves no line in the log: whoever asks leaves one that says more. */
  readonly tellsRefusals?: boolean | undefined;
}

export interface User {
  readonly id: number;
  /** Lower-cased. */
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
  readonly disabled: boolean;
  /** False until an administrator's link was used or an administrator enabled the account. */
  readonly activated: boolean;
  /** While true, the account may do nothing but read itself, change its password and sign out. */
  readonly mustChangePassword: boolean;
  readonly version: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly lastSignInAtMs: number | null;
}

export interface SignInTokens {
  /** JWT for `Authorization: Bearer`. */
  readonly accessToken: string;
  /** Opaque; exchanged once for the next pair. */
  readonly refreshToken: string;
  readonly accessTokenExpiresAtMs: number;
  readonly userId: number;
  /** When the session ends if it is not used again. */
  readonly sessionExpiresAtMs: number;
}

export interface Session {
  readonly id: string;
  readonly userId: number;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
  /** When it ends if nothing more is heard, or at the latest. */
  readonly expiresAtMs: number;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** The only time that its token is seen. Handed to the person by whoever made it. */
export interface OneTimeLink {
  readonly purpose: LinkPurpose;
  readonly uid: string;
  readonly token: string;
  readonly expiresAtMs: number;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Permission[];
  readonly prefix: string;
  readonly createdBy: number | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
}

export interface NewUser {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
  /** With a password the account is active at once; without, it waits for its one-time link. */
  readonly password?: string | undefined;
  /** Ask for another password at the first sign-in; default false. */
  readonly mustChangePassword?: boolean | undefined;
}

export interface NewPerson {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly password: string;
}

export interface UserChanges {
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly role?: Role | undefined;
  /** The `version` that the change was made from; a newer one in the table refuses it. */
  readonly version?: number | undefined;
}

export interface UserFilter {
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
  /** Part of the e-mail or of a name, in any case. */
  readonly search?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Accounts, for ADMIN, for the command line, and for people on their own. */
export interface Accounts {
  /**
   * @param key of a request that may be sent again
   * @throws shown-once for a repeat, email-taken, password-unacceptable, validation-failed
   */
  createUser(actor: Actor, input: NewUser, key?: string): Promise<User>;
  /** Makes the account as VIEWER; it cannot sign in until an administrator activates it. @throws registration-closed, email-taken, password-unacceptable */
  register(origin: Origin, input: NewPerson): Promise<User>;
  /** @throws user-not-found */
  getUser(id: number): Promise<User>;
  listUsers(filter: UserFilter): Promise<Page<User>>;
  /** Acts on open sessions at once. @throws user-not-found, version-conflict, last-admin, forbidden (one's own role) */
  changeUser(actor: Actor, id: number, changes: UserChanges): Promise<User>;
  /** Ends every session of the account. Repeating it changes nothing. @throws user-not-found, last-admin, forbidden (one's own account) */
  disableUser(actor: Actor, id: number): Promise<User>;
  /** Also activates an account that has a password. Repeating it changes nothing. @throws user-not-found */
  enableUser(actor: Actor, id: number): Promise<User>;
  /** The account's own names. */
  changeProfile(actor: Actor, changes: Pick<UserChanges, 'firstName' | 'lastName'>): Promise<User>;
  /**
   * Makes the first ADMIN of an empty database; does nothing (undefined) where there is any user.
   * Several processes may call it at once with the same e-mail: one of them makes the account.
   * @throws password-unacceptable, validation-failed
   */
  bootstrapAdmin(input: { email: string; password: string }): Promise<User | undefined>;
}

/** Signing in and what follows from it. */
export interface Sessions {
  /** Same answer and same time for an unknown e-mail. @throws credentials-invalid, account-disabled, too-many-attempts, server-busy */
  signIn(origin: Origin, input: { email: string; password: string }): Promise<SignInTokens & { user: User }>;
  /** Exchanges a refresh token for the next pair. Using an old one again ends its session. @throws token-invalid, account-disabled */
  refresh(origin: Origin, refreshToken: string): Promise<SignInTokens>;
  /** Ends the session that the actor acts in. Repeating it changes nothing. */
  signOut(actor: Actor): Promise<void>;
  /**
   * Ends the session that the tokens belong to, also where the access token has expired and the refresh token has been
   * exchanged already. Tokens of no session, or of one that has ended, change nothing.
   */
  signOutBy(origin: Origin, tokens: Partial<Pick<SignInTokens, 'accessToken' | 'refreshToken'>>): Promise<void>;
  listSessions(userId: number): Promise<Session[]>;
  /** Ends one of the actor's own sessions. @throws session-not-found */
  endOwnSession(actor: Actor, sessionId: string): Promise<void>;
  /** Ends all of the actor's own sessions, the one that it acts in only where `current` says so; the number ended. */
  endOwnSessions(actor: Actor, which: { readonly current: boolean }): Promise<number>;
  /** Ends every session of an account; the number ended. @throws user-not-found */
  endSessionsOf(actor: Actor, userId: number): Promise<number>;
}

export interface Passwords {
  /** Ends the account's other sessions. @throws credentials-invalid, password-unacceptable, too-many-attempts */
  changePassword(actor: Actor, input: { currentPassword: string; newPassword: string }): Promise<void>;
  /** A fresh link to choose a password with; earlier ones stop working. @throws shown-once for a repeat, user-not-found */
  createPasswordLink(actor: Actor, userId: number, key?: string): Promise<OneTimeLink>;
  /** A fresh link for an account that waits: to activate it, or to choose its first password. @throws shown-once for a repeat, user-not-found, already-activated */
  createActivationLink(actor: Actor, userId: number, key?: string): Promise<OneTimeLink>;
  /** @throws link-invalid */
  activate(origin: Origin, input: { uid: string; token: string }): Promise<User>;
  /** Sets the password, activates the account, ends its sessions. @throws link-invalid, password-unacceptable */
  confirmPasswordReset(origin: Origin, input: { uid: string; token: string; newPassword: string }): Promise<User>;
}

export interface ApiKeys {
  /** The key itself is in `key` and nowhere else, ever. @throws shown-once for a repeat, name-taken, unknown-permission, range-invalid */
  createApiKey(
    actor: Actor,
    input: { name: string; scopes: readonly string[]; expiresAtMs?: number | undefined },
    idempotencyKey?: string,
  ): Promise<ApiKey & { key: string }>;
  listApiKeys(page: { limit?: number | undefined; cursor?: string | undefined }): Promise<Page<ApiKey>>;
  /** Acts at once. Repeating it changes nothing. @throws api-key-not-found */
  revokeApiKey(actor: Actor, id: string): Promise<ApiKey>;
}

/** Somebody with an account, as the other rooms name them. */
export interface Person {
  readonly id: number;
  /** First and last name; the e-mail address where there is none. */
  readonly name: string;
  readonly role: Role;
  /** Whether the account can be used: neither disabled nor waiting to be activated. */
  readonly active: boolean;
}

/** Somebody whose account can be used, with where e-mail reaches them: for who sends it, and for no answer. */
export interface Addressee {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

/** What other rooms ask about people. */
export interface People {
  /** What people are called, by id. Ids that nobody has are not in it. */
  namesOf(ids: readonly number[]): Promise<ReadonlyMap<number, string>>;
  findPersonWithin(tx: Transaction, id: number): Promise<Person | undefined>;
  /** People with one of these roles whose accounts can be used, by name; at most a thousand. */
  listPeople(roles: readonly Role[]): Promise<Person[]>;
  /** Everybody whose account can be used; at most a thousand. */
  listAddressees(): Promise<Addressee[]>;
}

/** An account of another system. */
export interface TakenAccount {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
  readonly disabled: boolean;
  /** Of bcrypt; null for an account that an administrator's link has to activate. */
  readonly passwordHash: string | null;
}

/** For who takes over another system, in a transaction of theirs. */
export interface AccountTakeOver {
  /** By address, those that there are. @param emails as {@link User.email} has them */
  findAccountsWithin(tx: Transaction, emails: readonly string[]): Promise<Map<string, User>>;
  /**
   * Makes accounts whose password is verified at the next sign-in and its hash replaced.
   *
   * @param accounts none whose address has an account already
   * @returns by address
   * @throws validation-failed
   */
  takeOverAccountsWithin(tx: Transaction, accounts: readonly TakenAccount[]): Promise<Map<string, User>>;
}

/** The module's front door. */
export interface Users extends Accounts, AccountTakeOver, People, Sessions, Passwords, ApiKeys, SavedViews {
  /**
   * Who a request is from, as of now: a role changed or a session ended a moment ago already counts.
   * @throws not-authenticated (no credentials), token-invalid, account-disabled
   */
  authenticate(credentials: Credentials & Origin): Promise<Actor>;
  /** The same actor as of now, for sockets that stay open; undefined when it is no longer signed in. */
  findCurrentActor(actor: Actor): Promise<Actor | undefined>;
  /**
   * Deletes what has ended long ago: sessions, links, back-offs. Call it now and then; every call is short.
   * @returns how much that was
   */
  prune(): Promise<number>;
}

export interface UsersConfig {
  /** The installation's secret; each purpose gets its own key, derived from it. */
  readonly secretKey: string;
  readonly accessTokenLifeMs: number;
  /** A session ends when nothing was heard of it for this long. */
  readonly refreshTokenLifeMs: number;
  /** Whether a stranger may ask for an account. */
  readonly selfRegistration: boolean;
}
