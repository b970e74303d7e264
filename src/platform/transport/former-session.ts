/**
 * The session that a process had at another broker before there was a group: it has the name of the process, and may have
 * kept what nobody has fetched.
 *
 * It goes on getting what is published until a seat of the group and the process's own connection get it, so that nothing
 * falls between; some messages come twice for that. Then it is subscribed to nothing, what it has kept comes, and it ends. A
 * process that stops or dies meanwhile finds it again with all that is left.
 */
import { setTimeout } from 'node:timers/promises';
import { type ExternalClient, type ExternalClientOptions, startExternalClient } from './external-client.ts';
import type { Receiver } from './transport.ts';

export interface FormerSessionOptions extends Omit<ExternalClientOptions, 'filters' | 'keepsSession'> {
  readonly formerFilters: readonly string[];
  /** Resolves when all that it gets comes elsewhere too: to a seat of the group, and to the process itself. */
  readonly replaced: Promise<unknown>;
  readonly quietMs: number;
  /** Between tries, where the connection breaks. */
  readonly tryEveryMs: number;
}

export interface FormerSession extends Pick<ExternalClient, 'stop'> {
  /** At the moment: one, or none. */
  connections(): number;
}

/** Where the broker has no such session, nothing is left of having asked. */
export function endFormerSession(options: FormerSessionOptions, receiver: Receiver): FormerSession {
  const { clientId, log, replaced } = options;
  const client = startExternalClient(
    // mostly there is none, and nobody need read of it
    { ...options, log: options.log.child({}, { level: 'warn' }), filters: [], keepsSession: true },
    receiver,
  );
  let stopping = false;

  async function end(): Promise<void> {
    const isThere = await client.ready;
    if (isThere) await replaced;
    while (!stopping) {
      try {
        await client.retire(isThere ? options.quietMs : 0);
        if (isThere)
          log.info(`The session '${clientId}' of a time without a group has ended: all that it kept has come`);
        return;
      } catch (err) {
        // its connection has broken, and is being opened again
        log.debug({ err }, `The session '${clientId}' of a time without a group is kept for now`);
        await setTimeout(options.tryEveryMs, undefined, { ref: false });
      }
    }
  }
  void end();

  return {
    connections: () => client.state().connections,
    async stop() {
      stopping = true;
      await client.stop();
    },
  };
}
