/**
 * What a device left to be said when its connection is lost: it is looked at again when it is to be said.
 *
 * Words of a key that has ended, or may not publish there any more, are neither stored nor passed on; but that the device
 * has gone is so whatever became of its key, and the receiver is told it.
 */
import type { Actor } from '../../kernel/access.ts';
import type { Logger } from '../logging/index.ts';
import type { Device } from './devices.ts';
import { mayPublish, type TopicRight } from './topic-rights.ts';
import type { Receiver } from './transport.ts';

export interface WillParts {
  readonly rights: readonly TopicRight[];
  readonly findCurrentActor: (actor: Actor) => Promise<Actor | undefined>;
  readonly receiver: Pick<Receiver, 'lost'>;
  readonly log: Logger;
}

/** @throws Error where the will must not be said; that the device has gone is stored then, or could not be */
export async function requireGoodWill(parts: WillParts, device: Device, topic: string): Promise<void> {
  const { rights, receiver, log } = parts;
  const actor = await currentActorOf(parts, device);
  if (actor !== undefined && mayPublish(rights, actor, topic)) return;
  log.warn({ payload: { topic } }, `A last will of '${device.actor.name}' is not said: its key may not any more`);
  await receiver.lost({ topic, patienceMs: device.patienceMs });
  throw new Error('The will is not said: its key is no longer good');
}

/** While that cannot be known it is as it was a moment ago: a lost connection must not be lost as well. */
function currentActorOf({ findCurrentActor, log }: WillParts, { actor }: Device): Promise<Actor | undefined> {
  return findCurrentActor(actor).catch((error: unknown) => {
    log.warn({ err: error }, 'Could not look whether a last will may still be said');
    return actor;
  });
}
