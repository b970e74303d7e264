/**
 * Who may publish and subscribe where: a table of rights, refused by default.
 *
 * Modules bring the lines of their topics; what an actor may do at all says the one table of permissions in the kernel.
 */
import { type Actor, isAllowed, type Permission } from '../../kernel/access.ts';
import { takesFilter, takesTopic } from './topic-filters.ts';

export interface TopicRight {
  readonly action: 'publish' | 'subscribe';
  /** With `+` and `#` where these stand for anything. */
  readonly filter: string;
  readonly permission: Permission;
  /** Needed as well. */
  readonly beside?: readonly Permission[];
}

export function mayPublish(rights: readonly TopicRight[], actor: Actor, topic: string): boolean {
  return rights.some(
    ({ action, filter, permission, beside }) =>
      action === 'publish' && takesTopic(filter, topic) && holds(actor, permission, beside),
  );
}

/** A filter that reaches beyond what one line of the table allows is refused whole. */
export function maySubscribe(rights: readonly TopicRight[], actor: Actor, wanted: string): boolean {
  return rights.some(
    ({ action, filter, permission, beside }) =>
      action === 'subscribe' && takesFilter(filter, wanted) && holds(actor, permission, beside),
  );
}

/** What somebody needs who may not: `that needs cuts:record`. For the log. */
export function neededTo(action: TopicRight['action'], rights: readonly TopicRight[], wanted: string): string {
  const takes = action === 'publish' ? takesTopic : takesFilter;
  const lines = rights.filter((right) => right.action === action && takes(right.filter, wanted));
  if (lines.length === 0) return 'nobody may';
  const each = lines.map(({ permission, beside = [] }) => [permission, ...beside].join(' and '));
  return `that needs ${[...new Set(each)].join(', or ')}`;
}

function holds(actor: Actor, permission: Permission, beside: readonly Permission[] = []): boolean {
  return isAllowed(actor, permission) && beside.every((each) => isAllowed(actor, each));
}
