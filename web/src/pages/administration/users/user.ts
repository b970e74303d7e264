import type { Item } from '../../../api/types.ts';

export type User = Item<'/api/v1/users'>;
export type Role = User['access_role'];

export const roles = ['ADMIN', 'SUPERVISOR', 'TECHNICIAN', 'OPERATOR', 'STOREKEEPER', 'VIEWER'] as const;

/** A link that is shown once: where it leads in this site. */
export const wholeLink = (path: string) => new URL(path, location.origin).href;
