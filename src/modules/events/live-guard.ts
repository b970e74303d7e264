/**
 * Whoever is connected may do what they may do now, not what they could when they came: sign-outs, disabled accounts,
 * changed roles and revoked keys are looked for every second, in whichever process they happened; all that has no event,
 * such as a session that runs out by the clock, every few seconds.
 */
import { type Actor, isAllowed } from '../../kernel/access.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { type HeadWatch, latestOf } from '../../platform/outbox/index.ts';
import type { Connection, Realtime } from '../../platform/realtime/index.ts';

export interface LiveGuardParts {
  readonly realtime: Realtime;
  readonly heads: HeadWatch;
  readonly log: Logger;
  /** What the one who acts may do now; undefined where that has ended. */
  readonly findCurrentActor: (actor: Actor) => Promise<Actor | undefined>;
}

const LOOK_EVERY_MS = 1_000;
const ASKED_AT_ONCE = 100;
const TOPICS = ['session', 'user', 'api-key'] as const;

/** @returns the way to stop */
export function guardLiveConnections({ realtime, heads, log, findCurrentActor }: LiveGuardParts): () => void {
  const { connections, limits } = realtime;
  let lookedAt = -1;
  let recheckedAtMs = performance.now();
  let looking = false;

  async function look(): Promise<void> {
    if (looking || connections.all.size === 0) return;
    looking = true;
    try {
      const head = latestOf(await heads.current(), TOPICS);
      const isDue = performance.now() - recheckedAtMs > limits.recheckMs;
      if (head === lookedAt && !isDue) return;
      await recheck();
      lookedAt = head;
      recheckedAtMs = performance.now();
    } catch (error) {
      // nobody is sent anything while the database is away either
      log.debug({ err: error }, 'Could not look whether live clients may still be there; trying again');
    } finally {
      looking = false;
    }
  }

  async function recheck(): Promise<void> {
    const signedIn = [...connections.all].filter(({ actor }) => actor !== undefined);
    const bySession = [...Map.groupBy(signedIn, ({ actor }) => keyOf(actor as Actor)).values()];
    // at once, so that they share one look at how far the logs have come
    for (let at = 0; at < bySession.length; at += ASKED_AT_ONCE) {
      await Promise.all(bySession.slice(at, at + ASKED_AT_ONCE).map(recheckSession));
    }
  }

  async function recheckSession(all: readonly Connection[]): Promise<void> {
    const actor = all[0]?.actor;
    if (actor === undefined) return;
    const now = await findCurrentActor(actor);
    for (const connection of all) {
      // it may have said meanwhile that it is somebody else
      if (connection.actor !== undefined && keyOf(connection.actor) === keyOf(actor)) apply(connection, now);
    }
  }

  function apply(connection: Connection, now: Actor | undefined): void {
    const { actor: before } = connection;
    if (now === undefined) connection.end('not-authenticated', 'The session or key behind this has ended.');
    else if (!isAllowed(now, 'events:read')) connection.end('forbidden', 'Reading events is not allowed any more.');
    else if (before === undefined || !isSame(before, now)) {
      connection.actor = now;
      connection.onActorChanged(now);
    }
  }

  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function keyOf({ kind, id, sessionId = '' }: Actor): string {
  return `${kind} ${id} ${sessionId}`;
}

function isSame(before: Actor, now: Actor): boolean {
  return (
    before.permissions.size === now.permissions.size &&
    [...now.permissions].every((permission) => before.permissions.has(permission))
  );
}
