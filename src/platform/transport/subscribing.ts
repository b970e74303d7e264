/** Subscribes at another broker, each message at least once, and says what it refuses. */
import { setTimeout } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';

/** Whoever connects again has had what is retained: only a new subscription brings it. */
const RETAINED_WHERE_NEW = 1;
/** Reason codes of MQTT 5 from which on the answer is a refusal. */
const REFUSED_FROM = 0x80;

/** A broker may be told to grant what it has refused, and ends no connection for that. */
const AGAIN_MS = 60_000;

export interface Subscribing {
  /** The filters that it refuses, each time that it does. */
  readonly onRefused: (filters: readonly string[]) => void;
  /** Whether it is to be asked again in this connection. */
  readonly isWanted: () => boolean;
  /** Between the questions; another time than the usual one is for tests only. */
  readonly againMs?: number | undefined;
}

/**
 * Asks again and again where the broker refuses. @returns false where it has not granted all as long as that is wanted, in
 * this connection. @throws where there is no answer
 */
export async function subscribeTo(
  client: MqttClient,
  filters: readonly string[],
  { onRefused, isWanted, againMs = AGAIN_MS }: Subscribing,
): Promise<boolean> {
  const { stream } = client;
  while (client.stream === stream && !stream.destroyed && isWanted()) {
    const refused = await refusedOf(client, filters);
    if (refused.length === 0) return true;
    onRefused(refused);
    await setTimeout(againMs, undefined, { ref: false });
  }
  return false;
}

async function refusedOf(client: MqttClient, filters: readonly string[]): Promise<readonly string[]> {
  if (filters.length === 0) return [];
  const codes = await grantedCodes(client, filters);
  return filters.filter((_filter, at) => (codes[at] ?? 0) >= REFUSED_FROM);
}

/** The library rejects where the broker refuses one of them, and has its answer in the error. */
async function grantedCodes(client: MqttClient, filters: readonly string[]): Promise<readonly number[]> {
  try {
    const granted = await client.subscribeAsync([...filters], { qos: 1, rh: RETAINED_WHERE_NEW });
    return granted.map(({ qos }) => qos);
  } catch (error) {
    const { packet } = error as { packet?: { granted?: readonly number[] } };
    if (packet?.granted?.length !== filters.length) throw error;
    return packet.granted;
  }
}
