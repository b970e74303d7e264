/**
 * Who may do what: roles, permissions and the one table that joins them.
 *
 * HTTP, WebSocket, SSE and MQTT ask {@link isAllowed} and nothing else.
 */
export const roles = ['ADMIN', 'SUPERVISOR', 'TECHNICIAN', 'OPERATOR', 'STOREKEEPER', 'VIEWER'] as const;
export type Role = (typeof roles)[number];

const everyone = roles;
const planners: readonly Role[] = ['ADMIN', 'SUPERVISOR'];
const admins: readonly Role[] = ['ADMIN'];

/** Permission → the roles that hold it. A new capability is a new line here. */
const rolesByPermission = {
  'account:own': everyone,
  'users:manage': admins,
  'api-keys:manage': admins,
  'machines:read': everyone,
  'machines:manage': planners,
  'timeline:read': everyone,
  'timeline:write': planners,
  'stops:explain': ['ADMIN', 'SUPERVISOR', 'TECHNICIAN', 'OPERATOR'],
  'fourjaw:manage': planners,
  'shifts:manage': planners,
  'reasons:manage': planners,
  'analytics:read': everyone,
  'production:read': everyone,
  'production:run': ['ADMIN', 'SUPERVISOR', 'TECHNICIAN', 'OPERATOR'],
  'production:manage': planners,
  'cuts:record': planners,
  'status:record': planners,
  'telemetry:record': planners,
  'inventory:read': everyone,
  'inventory:issue': ['ADMIN', 'SUPERVISOR', 'TECHNICIAN', 'STOREKEEPER'],
  'inventory:manage': ['ADMIN', 'SUPERVISOR', 'STOREKEEPER'],
  'help:call': ['ADMIN', 'SUPERVISOR', 'TECHNICIAN', 'OPERATOR', 'STOREKEEPER'],
  'tickets:read': everyone,
  'tickets:report': ['ADMIN', 'SUPERVISOR', 'TECHNICIAN', 'OPERATOR', 'STOREKEEPER'],
  'tickets:work': ['ADMIN', 'SUPERVISOR', 'TECHNICIAN'],
  'tickets:manage': planners,
  'plans:manage': planners,
  'stop-rules:manage': planners,
  'events:read': everyone,
  'audit:read': planners,
  'settings:read': planners,
  'settings:manage': admins,
  'jobs:manage': admins,
  'webhooks:manage': admins,
  'dead-letters:manage': admins,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof rolesByPermission;
export const permissions = Object.keys(rolesByPermission) as Permission[];

/** No key can hold them: a stolen key must not be able to act as a person, or to make itself another. */
export const personalPermissions: readonly Permission[] = ['account:own', 'users:manage', 'api-keys:manage'];

export function permissionsOf(role: Role): Permission[] {
  return permissions.filter((permission) => (rolesByPermission[permission] as readonly Role[]).includes(role));
}

/** Who acts: a signed-in person, a program with an API key, or MillDash itself. */
export interface Actor {
  readonly kind: 'user' | 'api-key' | 'system';
  /** User id or API key id as text; the job's name for `system`. */
  readonly id: string;
  /** What a person reads in logs and audit: e-mail, key name or job name. */
  readonly name: string;
  readonly role: Role | null;
  readonly permissions: ReadonlySet<Permission>;
  /** Session of a signed-in user. */
  readonly sessionId?: string;
  /** Where from and in which request; absent for work that nobody asked for. */
  readonly address?: string;
  readonly requestId?: string;
}

export function systemActor(job: string): Actor {
  return { kind: 'system', id: job, name: job, role: null, permissions: new Set(permissions) };
}

/** Topics of events that tell of people and keys, and what it takes to read them beside `events:read`. */
const permissionByTopic: Readonly<Record<string, Permission>> = {
  user: 'users:manage',
  session: 'users:manage',
  'api-key': 'users:manage',
};

/** The topics whose events this actor is not shown. */
export function hiddenTopics(actor: Actor): string[] {
  return Object.keys(permissionByTopic).filter((topic) => !isAllowed(actor, permissionByTopic[topic] as Permission));
}

export function isAllowed(actor: Actor, permission: Permission): boolean {
  return actor.permissions.has(permission);
}
