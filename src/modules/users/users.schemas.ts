/** What requests and answers about accounts, sessions and API keys look like. */
import { Type } from 'typebox';
import { permissions, roles } from '../../kernel/access.ts';
import {
  closed,
  cursorParameter as cursor,
  instantField as instant,
  limitParameter as limit,
  nextCursorField as nextCursor,
  orNull,
} from '../../platform/http/index.ts';
import { apiKeyScopes } from './api-keys.service.ts';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from './passwords.rules.ts';
import { EMAIL_LENGTH_MAX, NAME_LENGTH_MAX } from './users.rules.ts';

const email = Type.String({
  pattern: '^[^\\s@]+@[^\\s@]+$',
  errorMessage: 'must be an e-mail address',
  maxLength: EMAIL_LENGTH_MAX,
  description: 'E-mail address; capital and small letters are the same.',
  examples: ['alice@northmills.example'],
});
const name = (what: string) => Type.String({ minLength: 1, maxLength: NAME_LENGTH_MAX, description: what });
/** Counted and judged by the rules of passwords, which answer in words; here only what no password can be. */
const newPassword = Type.String({
  minLength: 1,
  maxLength: PASSWORD_LENGTH_MAX,
  description: `At least ${PASSWORD_LENGTH_MIN} characters of any kind; not a common password, nor words of the account.`,
});
const givenPassword = Type.String({ minLength: 1, maxLength: PASSWORD_LENGTH_MAX });
const role = Type.Enum([...roles], { description: 'What the account may do: see GET /api/v1/roles.' });
const permission = Type.Enum([...permissions]);
const linkUid = Type.String({ minLength: 1, maxLength: 20, description: 'The `uid` of the link.', examples: ['7'] });
const linkToken = Type.String({ minLength: 1, maxLength: 200, description: 'The `token` of the link.' });

/** Of routes whose answer holds a secret. */
export const SHOWN_ONCE =
  'A repeat with the same Idempotency-Key makes nothing and is refused with `shown-once`: the secret is kept nowhere.';

export const UserAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the account.', examples: [7] }),
    user_id: Type.Integer({ description: 'The same as `id`.', examples: [7] }),
    email,
    first_name: Type.String(),
    last_name: Type.String(),
    role: Type.Enum(['ADMIN', 'EMPLOYEE'], { description: 'ADMIN, or EMPLOYEE for every other `access_role`.' }),
    access_role: role,
    onboarded: Type.Boolean({ description: 'Always true: nothing has to be filled in after the first sign-in.' }),
    disabled: Type.Boolean(),
    activated: Type.Boolean({ description: 'False until the account was activated; until then it cannot sign in.' }),
    must_change_password: Type.Boolean({
      description: 'While true the account may only change its password, read itself and sign out.',
    }),
    version: Type.Integer({ description: 'Counts the changes of the account.', examples: [3] }),
    created_at: instant('When the account was made.'),
    updated_at: instant('When it was last changed.'),
    last_sign_in_at: orNull(instant('When somebody last signed in with it; null for never.')),
  },
  { title: 'User' },
);

export const LinkAnswer = Type.Object(
  {
    purpose: Type.Enum(['activation', 'password'], {
      description: '`activation`: POST /auth/users/activation/. `password`: POST /auth/users/reset_password_confirm/.',
    }),
    uid: linkUid,
    token: Type.String({ description: 'Shown this once; stored only as a hash.' }),
    path: Type.String({
      description: 'Path of the page of the web interface that uses the link.',
      examples: ['/reset-password/7/mdl_m3Rk…'],
    }),
    expires_at: instant('When the link stops working.'),
  },
  { title: 'OneTimeLink' },
);

export const UserPage = Type.Object({ items: Type.Array(UserAnswer), next_cursor: nextCursor }, { title: 'UserPage' });
export const UserWithLinkAnswer = Type.Object({ user: UserAnswer, link: LinkAnswer }, { title: 'UserWithLink' });

export const TokensAnswer = Type.Object(
  {
    access_token: Type.String({ description: 'For `Authorization: Bearer …`.' }),
    refresh_token: Type.String({ description: 'For POST /auth/refresh, once.' }),
    token_type: Type.Literal('bearer'),
    expires_in: Type.Integer({ description: 'Seconds that the access token lives.', examples: [3600] }),
  },
  { title: 'Tokens' },
);

export const WebSessionAnswer = Type.Object(
  {
    ...UserAnswer.properties,
    permissions: Type.Array(permission, {
      description: 'What the session may do now: of an account that must change its password `account:own` only.',
    }),
    session_expires_in: Type.Integer({
      description: 'Seconds until the session ends if nothing more is heard of it.',
      examples: [604_800],
    }),
  },
  { title: 'WebSession' },
);

export const SessionAnswer = Type.Object(
  {
    id: Type.String({ description: 'UUID of the session.' }),
    current: Type.Boolean({ description: 'True for the session that asks.' }),
    created_at: instant('When it was signed in.'),
    last_seen_at: instant('When it was last used; up to five minutes late.'),
    expires_at: instant('When it ends if it is not used again.'),
    address: orNull(Type.String({ description: 'Network address that signed in.', examples: ['192.0.2.7'] })),
    user_agent: orNull(Type.String({ description: 'What the program calls itself; anybody may claim anything here.' })),
  },
  { title: 'Session' },
);
export const SessionPage = Type.Object(
  { items: Type.Array(SessionAnswer), next_cursor: nextCursor },
  { title: 'SessionPage' },
);
export const EndSessionsQuery = Type.Object({
  current: Type.Optional(Type.Boolean({ default: false, description: 'Also end the session that asks.' })),
});
export const EndedAnswer = Type.Object({ ended: Type.Integer({ description: 'Sessions that were ended.' }) });

export const ApiKeyAnswer = Type.Object(
  {
    id: Type.String({ description: 'UUID of the key.' }),
    name: Type.String({ examples: ['Line PLC gateway'] }),
    scopes: Type.Array(permission),
    prefix: Type.String({ description: 'How the key begins.', examples: ['mdk_0198c0de-…_Xk3v'] }),
    created_by: orNull(Type.Integer({ description: '`id` of the user who made it.' })),
    created_at: instant('When it was made.'),
    expires_at: orNull(instant('When it stops working; null for never.')),
    last_used_at: orNull(instant('When it was last used; up to five minutes late; null for never.')),
    revoked_at: orNull(instant('When it was revoked; null while it works.')),
  },
  { title: 'ApiKey' },
);
export const NewApiKeyAnswer = Type.Object(
  {
    ...ApiKeyAnswer.properties,
    key: Type.String({ description: 'The key itself. Shown this once; stored only as a hash.' }),
  },
  { title: 'NewApiKey' },
);
export const ApiKeyPage = Type.Object(
  { items: Type.Array(ApiKeyAnswer), next_cursor: nextCursor },
  { title: 'ApiKeyPage' },
);

export const RolesAnswer = Type.Object(
  {
    items: Type.Array(Type.Object({ role, permissions: Type.Array(permission) })),
    next_cursor: nextCursor,
    api_key_scopes: Type.Array(permission, { description: 'Permissions that an API key can be given.' }),
  },
  { title: 'Roles' },
);

export const SignInBody = Type.Object({ email, password: givenPassword }, { ...closed, title: 'SignIn' });
export const RefreshBody = Type.Object(
  { refresh_token: Type.String({ minLength: 1, maxLength: 200 }) },
  { ...closed, title: 'Refresh' },
);
export const RegisterBody = Type.Object(
  {
    email,
    first_name: name('First name.'),
    last_name: name('Last name.'),
    password: newPassword,
    re_password: Type.String({ maxLength: PASSWORD_LENGTH_MAX, description: 'The same as `password`.' }),
    role: Type.Optional(Type.Literal('EMPLOYEE', { description: 'Nobody chooses their own role: ADMIN is refused.' })),
  },
  { ...closed, title: 'Registration' },
);
export const ProfileBody = Type.Object(
  {
    first_name: Type.Optional(name('First name.')),
    last_name: Type.Optional(name('Last name.')),
    onboarded: Type.Optional(Type.Literal(true, { description: 'Accepted from older front ends; changes nothing.' })),
  },
  { ...closed, title: 'ProfileChanges' },
);
export const ActivationBody = Type.Object({ uid: linkUid, token: linkToken }, { ...closed, title: 'Activation' });
export const ResetConfirmBody = Type.Object(
  {
    uid: linkUid,
    token: linkToken,
    new_password: newPassword,
    re_new_password: Type.String({ maxLength: PASSWORD_LENGTH_MAX, description: 'The same as `new_password`.' }),
  },
  { ...closed, title: 'PasswordReset' },
);
export const ChangePasswordBody = Type.Object(
  { current_password: givenPassword, new_password: newPassword },
  { ...closed, title: 'PasswordChange' },
);

export const NewUserBody = Type.Object(
  { email, first_name: name('First name.'), last_name: name('Last name.'), access_role: role },
  { ...closed, title: 'NewUser' },
);
export const UserChangesBody = Type.Object(
  {
    first_name: Type.Optional(name('First name.')),
    last_name: Type.Optional(name('Last name.')),
    access_role: Type.Optional(role),
    version: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'The `version` that was read; a newer one refuses the change.',
      }),
    ),
  },
  { ...closed, title: 'UserChanges' },
);
export const UserListQuery = Type.Object(
  {
    access_role: Type.Optional(role),
    disabled: Type.Optional(Type.Boolean({ description: 'Only disabled, or only enabled accounts.' })),
    search: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: 'Part of the e-mail address or of the name.' }),
    ),
    limit,
    cursor,
  },
  closed,
);
export const PageQuery = Type.Object({ limit, cursor }, closed);
export const UserParams = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'Number of the account.' }),
});
export const UuidParams = Type.Object({
  id: Type.String({
    pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    errorMessage: 'must be a UUID in small letters',
    maxLength: 36,
    description: 'UUID.',
  }),
});
export const NewApiKeyBody = Type.Object(
  {
    name: name('What the key is for; of the keys in use each has another name.'),
    scopes: Type.Array(Type.String({ maxLength: 60 }), {
      minItems: 1,
      maxItems: 50,
      description: `What the key may do. Allowed: ${apiKeyScopes.join(', ')}.`,
      examples: [['machines:read', 'timeline:write']],
    }),
    expires_at: Type.Optional(instant('When it stops working; absent for never.')),
  },
  { ...closed, title: 'ApiKeyRequest' },
);
