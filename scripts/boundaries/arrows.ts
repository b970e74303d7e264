/**
 * The arrows between modules: who may use whose front door.
 *
 * Backwards goes by event. A new arrow is a reviewed line here, in docs/architecture.md, and an ADR.
 */

/** Module → the other modules whose `index.ts` it may import; kernel and platform are open to every module. */
export const arrows = {
  users: [],
  machines: ['users'],
  timeline: ['machines'],
  production: ['machines', 'timeline'],
  inventory: ['users'],
  images: [],
  maintenance: ['machines', 'timeline', 'production', 'inventory', 'images', 'users'],
  analytics: ['machines', 'timeline', 'production', 'maintenance'],
  ingestion: ['machines', 'timeline', 'production'],
  fourjaw: ['ingestion', 'machines'],
  events: [],
  'shift-reports': ['machines', 'timeline', 'production', 'inventory', 'maintenance', 'analytics'],
  notifications: ['users', 'events', 'machines'],
  system: ['events'],
  predecessor: [
    'users',
    'machines',
    'timeline',
    'production',
    'inventory',
    'images',
    'maintenance',
    'analytics',
    'ingestion',
    'fourjaw',
    'events',
    'notifications',
    'system',
  ],
} as const satisfies Record<string, readonly string[]>;

export type ModuleName = keyof typeof arrows;

export const moduleNames = Object.keys(arrows) as ModuleName[];

export function mayUse(from: ModuleName, to: ModuleName): boolean {
  return from === to || (arrows[from] as readonly string[]).includes(to);
}
