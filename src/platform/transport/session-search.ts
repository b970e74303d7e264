/** Whether another broker has kept a session under a name. */
import { setTimeout } from 'node:timers/promises';
import { type ExternalClientOptions, startExternalClient } from './external-client.ts';
import type { Receiver } from './transport.ts';

const ANSWER_LIMIT_MS = 5_000;

/**
 * What the broker sends meanwhile is received as ever. Where it has no session by the name, nothing is left of having asked.
 * Only for who may connect by the name. @throws where the broker does not answer
 */
export async function hasSession(
  options: Omit<ExternalClientOptions, 'filters' | 'keepsSession'>,
  receiver: Receiver,
): Promise<boolean> {
  const client = startExternalClient(
    // mostly there is none, and nobody need read of it
    { ...options, log: options.log.child({}, { level: 'warn' }), filters: [], keepsSession: true },
    receiver,
  );
  try {
    const isThere = await Promise.race([client.ready, setTimeout(ANSWER_LIMIT_MS, undefined, { ref: false })]);
    if (isThere === undefined) throw new Error('The broker does not answer.');
    if (!isThere) await client.retire(0);
    return isThere;
  } finally {
    await client.stop();
  }
}
