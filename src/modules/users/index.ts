/** The front door of users: accounts, sessions, passwords, API keys, and who a request is from. */
import { type Clock, DAY_MS } from '../../kernel/clock.ts';
import type { RouteApp } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { HeadWatch, Store } from '../../platform/outbox/index.ts';
import { accountRoutes } from './account.routes.ts';
import { createAccountService } from './accounts.service.ts';
import { createApiKeyAuthenticator } from './api-key-authentication.ts';
import { apiKeyRoutes } from './api-keys.routes.ts';
import { createApiKeyService } from './api-keys.service.ts';
import { createAuthentication } from './authentication.ts';
import { deleteLinksExpiredBefore } from './links.repository.ts';
import { createNewAccounts } from './new-accounts.ts';
import { createPasswordHasher, type PasswordHasher } from './password-hasher.ts';
import { createPasswordService } from './passwords.service.ts';
import { createPeopleService } from './people.service.ts';
import { createSessionTokens } from './session-tokens.ts';
import { deleteSessionsExpiredBefore } from './sessions.repository.ts';
import { createSessionService } from './sessions.service.ts';
import { createSignIn } from './sign-in.service.ts';
import { SignInThrottle } from './sign-in-throttle.ts';
import type { UsersTables } from './tables.ts';
import { createAccountTakeOver } from './taken-accounts.ts';
import { adminRoutes } from './users.routes.ts';
import type { Users, UsersConfig } from './users.ts';
import { viewRoutes } from './views/views.routes.ts';
import { createViewService } from './views/views.service.ts';
import { webSessionRoutes } from './web-session.routes.ts';

export { isBcryptHash } from './bcrypt-hashes.ts';
export { userEventTypes } from './event-types.ts';
export { requireAcceptableFirstAdmin } from './new-accounts.ts';
export { createPasswordHasher, type HashCost, type PasswordHasher, productionHashCost } from './password-hasher.ts';
export { requireEmail, requireName } from './users.rules.ts';
export type {
  Accounts,
  Addressee,
  ApiKey,
  ApiKeys,
  Credentials,
  NewPerson,
  NewUser,
  OneTimeLink,
  Origin,
  Passwords,
  People,
  Person,
  Session,
  Sessions,
  SignInTokens,
  TakenAccount,
  User,
  UserChanges,
  UserFilter,
  Users,
  UsersConfig,
} from './users.ts';

/** How long a session stays in the table after its end, for whoever looks into an incident. */
const ENDED_KEPT_MS = 90 * DAY_MS;

export interface UsersDependencies {
  readonly store: Store;
  readonly heads: HeadWatch;
  readonly clock: Clock;
  readonly log: Logger;
  readonly config: UsersConfig;
  /** argon2id at its production cost where absent; tests give a cheaper one. */
  readonly hasher?: PasswordHasher;
}

export function createUsers({
  store,
  heads,
  clock,
  log,
  config,
  hasher = createPasswordHasher(),
}: UsersDependencies): Users {
  const own = log.child({ module: 'users' });
  const throttle = new SignInThrottle(store, clock);
  const tokens = createSessionTokens(config, clock);
  const authentication = createAuthentication({
    store,
    heads,
    clock,
    log: own,
    accessTokens: tokens.accessTokens,
    apiKeys: createApiKeyAuthenticator(store, clock, own),
    idleLifeMs: tokens.idleLifeMs,
  });
  return {
    ...createAccountService(store, own),
    ...createPeopleService(store),
    ...createAccountTakeOver(),
    ...createNewAccounts({ store, log: own, hasher, selfRegistration: config.selfRegistration }),
    ...createSignIn({ store, clock, log: own, hasher, throttle, tokens }),
    ...createSessionService(store, clock, own, tokens),
    ...createPasswordService({ store, clock, log: own, hasher, throttle }),
    ...createApiKeyService(store, clock, own),
    ...createViewService(store, own),
    ...authentication,
    async prune() {
      const access = store.access<UsersTables>();
      const endedBeforeMs = clock.now() - ENDED_KEPT_MS;
      const backOffs = await throttle.prune();
      const sessions = await deleteSessionsExpiredBefore(access, endedBeforeMs);
      return backOffs + sessions + (await deleteLinksExpiredBefore(access, endedBeforeMs));
    },
  };
}

/** Mounts `/auth`, `/api/v1/users`, `/api/v1/roles` and `/api/v1/api-keys`. */
export function usersRoutes(users: Users, clock: Clock): (app: RouteApp) => void {
  return (app) => {
    accountRoutes(users, clock)(app);
    webSessionRoutes(users, clock)(app);
    adminRoutes(users)(app);
    apiKeyRoutes(users)(app);
    viewRoutes(users)(app);
  };
}
