/** The pages of the administration, in the order of its list, and who sees each. */
import type { Permission } from '../../api/types.ts';

interface Section {
  /** Of `/admin/…`, and of its texts. */
  readonly name: string;
  readonly needs: Permission;
}

export const sections = {
  people: [
    { name: 'users', needs: 'users:manage' },
    { name: 'roles', needs: 'settings:read' },
    { name: 'api-keys', needs: 'api-keys:manage' },
    { name: 'audit', needs: 'audit:read' },
  ],
  factory: [
    { name: 'reasons', needs: 'reasons:manage' },
    { name: 'stop-rules', needs: 'stop-rules:manage' },
    { name: 'shifts', needs: 'shifts:manage' },
    { name: 'machines', needs: 'machines:manage' },
    { name: 'places', needs: 'machines:manage' },
    { name: 'products', needs: 'production:manage' },
    { name: 'imports', needs: 'timeline:write' },
  ],
  connections: [
    { name: 'fourjaw', needs: 'fourjaw:manage' },
    { name: 'webhooks', needs: 'webhooks:manage' },
    { name: 'dead-letters', needs: 'dead-letters:manage' },
    { name: 'mails', needs: 'users:manage' },
  ],
  system: [
    { name: 'settings', needs: 'settings:read' },
    { name: 'jobs', needs: 'jobs:manage' },
    { name: 'health', needs: 'settings:read' },
  ],
} as const satisfies Readonly<Record<string, readonly Section[]>>;

export type Group = keyof typeof sections;
export type SectionName = (typeof sections)[Group][number]['name'];

/** What somebody may open, by group; groups of which they may open nothing are left out. */
export function openSections(can: (permission: Permission) => boolean) {
  return (Object.keys(sections) as Group[])
    .map((group) => ({
      group,
      names: sections[group].filter(({ needs }) => can(needs)).map(({ name }): SectionName => name),
    }))
    .filter(({ names }) => names.length > 0);
}

/** Whether what stands at `/admin/<name>/…` is one of our pages, and not for who may do no more than this. */
export function isShut(pathname: string, can: (permission: Permission) => boolean): boolean {
  const [, , name] = pathname.split('/');
  const all: readonly Section[] = Object.values(sections).flat();
  return all.some((section) => section.name === name && !can(section.needs));
}
