/** Looks now and then whether who is connected to our broker still may be, and what of it has changed. */
import type { Client } from 'aedes';
import type { Actor } from '../../kernel/access.ts';
import type { Logger } from '../logging/index.ts';
import type { Device } from './devices.ts';

export interface RevocationOptions {
  /** The actor as of now; undefined when it may not be connected any more. */
  readonly findCurrentActor: (actor: Actor) => Promise<Actor | undefined>;
  /** How soon a revoked key ends its connections; default 3 s. */
  readonly lookEveryMs?: number;
  readonly log: Logger;
}

const LOOK_EVERY_MS = 3_000;

/**
 * Cuts off who may not be connected any more; rights that changed count from then on.
 * @returns the way to stop
 */
export function watchRevocations(options: RevocationOptions, devices: ReadonlyMap<Client, Device>): () => void {
  const { findCurrentActor, log } = options;
  let looking = false;

  async function look(): Promise<void> {
    for (const [client, device] of devices) {
      const actor = await findCurrentActor(device.actor);
      if (actor !== undefined) {
        device.actor = actor;
        device.allowedTopic = undefined;
      } else {
        log.warn({ payload: { client: client.id } }, `'${client.id}' was cut off: its key is no longer good`);
        client.close();
      }
    }
  }

  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      .catch((error: unknown) => log.warn({ err: error }, 'Could not look whether devices may stay connected'))
      .finally(() => {
        looking = false;
      });
  }, options.lookEveryMs ?? LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
