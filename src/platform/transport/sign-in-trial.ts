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
  /** `ended`: the connection, without an answer. `foreign`: what answers is no broker. `other`: the broker's own reason. */
  readonly kind: 'unreachable' | 'ended' | 'foreign' | 'certificate' | 'credentials' | 'name' | 'version' | 'other';
  /** What was answered: `Not authorized`, `ECONNREFUSED`. */
  readonly answer: string;
}

const ANSWER_LIMIT_MS = 5_000;
/** Bytes of the shortest answer of MQTT 5; one of MQTT 3 has a byte less. */
const ANSWER_BYTES_MIN = 3;

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
      client.once('connect', ({ length = ANSWER_BYTES_MIN }) => {
        resolve(length < ANSWER_BYTES_MIN ? { kind: 'version', answer: 'it answers as MQTT 3 does' } : undefined);
      });
      client.on('error', (error) => resolve(troubleOf(error)));
      client.once('close', () => resolve({ kind: 'ended', answer: 'no answer' }));
    });
  } finally {
    // the farewell goes out before the socket is closed
    if (client.connected)
      await Promise.race([client.endAsync(), setTimeout(ANSWER_LIMIT_MS, undefined, { ref: false })]);
    client.end(true);
    // which does nothing while the farewell waits for a broker that leaves the connection open
    client.stream.destroy();
  }
}

function troubleOf(error: Error & { readonly code?: unknown }): SignInTrouble {
  const { code, message } = error;
  if (typeof code === 'number') {
    return { kind: kinds.get(code) ?? 'other', answer: message.replace(/^Connection refused: /, '') };
  }
  if (message === 'connack timeout') return { kind: 'unreachable', answer: 'no answer in time' };
  // of the library's reading of bytes: a page, a banner of SSH
  if (typeof code !== 'string') return { kind: 'foreign', answer: message };
  const ofTls = tlsFailureOf(code);
  if (ofTls === 'certificate') return { kind: 'certificate', answer: message };
  // what is no TLS is told in a line of the library's source
  if (ofTls === 'no TLS') return { kind: 'ended', answer: code };
  return { kind: code === 'ECONNRESET' || code === 'EPIPE' ? 'ended' : 'unreachable', answer: code };
}
