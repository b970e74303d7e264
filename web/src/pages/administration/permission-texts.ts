import type { Permission } from '../../api/types.ts';

/** `users:manage` as a key of texts, in which a colon parts namespaces: `users-manage`. */
export function permissionKey<Name extends Permission>(permission: Name) {
  return permission.replace(':', '-') as Name extends `${infer Topic}:${infer Verb}` ? `${Topic}-${Verb}` : never;
}
