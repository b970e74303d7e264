/**
 * Whether another broker lets us in: connects as the program does, by a name of its own, and leaves nothing there.
 *
 * What comes back is for a person who looks for the reason; nothing of the credentials is in it.
 */
import { setTimeout } from 'node:timers/promises';
import { connect } from 'mqtt';
import { tlsFailureOf } from '../../kernel/tls-failures.ts';
import { type BrokerAddress, connectOptionsOf } from './broker-address.ts';

export interface SignInTrouble {
  /** `ended`: the connection, without an answer. `other`: the broker's own reason, or the system's. */
  readonly kind: 'unreachable' | 'ended' | 'certificate' | 'credentials' | 'name' | 'version' | 'other';
  /** What was answered: `Not authorized`, `ECONNREFUSED`. */
  readonly answer: string;
}

const ANSWER_LIMIT_MS = 5_000;

/** Reason codes of MQTT 5, and what brokers of MQTT 3 answer in their place. */
const kinds = new Map<unknown, SignInTrouble['kind']>([
  [1, 'version'],
  [132, 'version'],
  [2, 'name'],
  [133, 'name'],
  [4, 'credentials'],
  [5, 'credentials'],
  [134, 'credentials'],
  [135, 'credentials'],
]);

/**
 * @param clientId of nobody else: a broker ends the connection of whoever has the name already
 * @returns undefined where it lets us in
 */
export async function findSignInTrouble(
  address: Omit<BrokerAddress, 'log'>,
  clientId: string,
): Promise<SignInTrouble | undefined> {
  const client = connect({
    ...connectOptionsOf(address, clientId, 0),
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: ANSWER_LIMIT_MS,
  });
  try {
    return await new Promise((resolve) => {
      client.once('connect', () => resolve(undefined));
      client.on('error', (error) => resolve(troubleOf(error)));
      client.once('close', () => resolve({ kind: 'ended', answer: 'no answer' }));
    });
  } finally {
    // the farewell goes out before the socket is closed
    if (client.connected)
      await Promise.race([client.endAsync(), setTimeout(ANSWER_LIMIT_MS, undefined, { ref: false })]);
    client.end(true);
  }
}

function troubleOf(error: Error & { readonly code?: unknown }): SignInTrouble {
  const { code, message } = error;
  if (typeof code === 'number') {
    return { kind: kinds.get(code) ?? 'other', answer: message.replace(/^Connection refused: /, '') };
  }
  if (message === 'connack timeout') return { kind: 'unreachable', answer: 'no answer in time' };
  if (typeof code !== 'string') return { kind: 'other', answer: message };
  const ofTls = tlsFailureOf(code);
  if (ofTls === 'certificate') return { kind: 'certificate', answer: message };
  // what is no TLS is told in a line of the library's source
  if (ofTls === 'no TLS') return { kind: 'ended', answer: code };
  return { kind: code === 'ECONNRESET' || code === 'EPIPE' ? 'ended' : 'unreachable', answer: code };
}
