/** Who reads events live. */
import { type Actor, isAllowed } from '../../kernel/access.ts';
import { DomainError } from '../../kernel/errors.ts';

/**
 * Undefined for a stranger, who may yet say it in the first message. Whether somebody may read events is looked at when the
 * socket is open: what a browser is told of an upgrade that fails is nothing.
 */
export function signedInOf(actor: Actor): Actor | undefined {
  return actor.kind === 'system' ? undefined : actor;
}

/** Whose connections stand back for those of others where many catch up. */
export function callerOf({ kind, id }: Actor): string {
  return `${kind}:${id}`;
}

/** @throws forbidden */
export function requireReader(actor: Actor): void {
  if (isAllowed(actor, 'events:read')) return;
  const detail = `This needs the permission 'events:read', which ${actor.name} does not have.`;
  throw new DomainError('forbidden', detail, { permission: 'events:read' });
}
