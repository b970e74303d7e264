/** Whether another broker has kept a session under a name. */
import { setTimeout } from 'node:timers/promises';
import { type ExternalClientOptions, startExternalClient } from './external-client.ts';
import type { Receiver } from './transport.ts';

const ANSWER_LIMIT_MS = 5_000;
/** Reason codes of MQTT 5 by which a broker refuses whoever comes for now: unavailable, busy, out of quota, too many at once. */
const FOR_NOW: readonly number[] = [0x88, 0x89, 0x97, 0x9f];

export class SignInRefused extends Error {
  /** It would be refused again. */
  readonly isLasting: boolean;

  constructor(clientId: string, reasonCode: number) {
    super(`The broker refuses '${clientId}' for the reason 0x${reasonCode.toString(16)}.`);
    this.isLasting = !FOR_NOW.includes(reasonCode);
  }
}

/**
 * What the broker sends meanwhile is received as ever. Where it has no session by the name, nothing is left of having asked.
 * Only for who may connect by the name. @throws SignInRefused, or where the broker does not answer
 */
export async function hasSession(
  options: Omit<ExternalClientOptions, 'filters' | 'keepsSession'>,
  receiver: Receiver,
): Promise<boolean> {
  const client = startExternalClient(
    // mostly there is none, and whoever asks tells of what is thrown
    { ...options, log: options.log.child({}, { level: 'error' }), filters: [], keepsSession: true },
    receiver,
  );
  const refused = client.refused.then((reasonCode) => {
    throw new SignInRefused(options.clientId, reasonCode);
  });
  try {
    const answer = Promise.race([client.ready, refused]);
    const isThere = await Promise.race([answer, setTimeout(ANSWER_LIMIT_MS, undefined, { ref: false })]);
    if (isThere === undefined) throw new Error('The broker does not answer.');
    if (!isThere) await client.retire(0);
    return isThere;
  } finally {
    await client.stop();
  }
}
