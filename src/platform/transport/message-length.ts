/** How long a message of ours is on its way: brokers end the connection of who sends a packet longer than they take. */

/** It was not sent, or not taken: no broker that takes so little ever gets it, and whatever follows it can go out. */
export class MessageTooLong extends Error {
  /** @param bytesMax undefined where the broker has not told */
  constructor(bytes: number, bytesMax?: number) {
    super(`The broker takes no message of ${bytes} bytes${bytesMax === undefined ? '' : `, ${bytesMax} at most`}.`);
  }
}

/** The bytes of the whole packet as MQTT 5 has it (3.3), which is the longest of all versions. */
export function messageBytes(
  topic: string,
  payload: string | Buffer,
  { qos = 1, contentType }: { readonly qos?: number | undefined; readonly contentType?: string | undefined } = {},
): number {
  const properties = contentType === undefined ? 0 : 1 + textBytes(contentType);
  const number = qos === 0 ? 0 : 2;
  const rest = textBytes(topic) + number + countBytes(properties) + properties + Buffer.byteLength(payload);
  return 1 + countBytes(rest) + rest;
}

/** With the two bytes that say its length. */
function textBytes(text: string): number {
  return 2 + Buffer.byteLength(text);
}

/** Of a variable byte integer: MQTT 5, 1.5.5. */
function countBytes(count: number): number {
  if (count < 1 << 7) return 1;
  if (count < 1 << 14) return 2;
  return count < 1 << 21 ? 3 : 4;
}
