/** Subscribes at another broker, each message at least once, and says what it refuses. */
import type { MqttClient } from 'mqtt';

/** Whoever connects again has had what is retained: only a new subscription brings it. */
const RETAINED_WHERE_NEW = 1;
/** Reason codes of MQTT 5 from which on the answer is a refusal. */
const REFUSED_FROM = 0x80;

/** @returns the filters that it refuses. @throws where there is no answer */
export async function subscribeTo(client: MqttClient, filters: readonly string[]): Promise<readonly string[]> {
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
