/**
 * Looks at the frames of MQTT packets before the broker reads them: the broker's parser collects a packet of up to
 * 256 MB, answers nothing to a protocol that it does not know, and reads over bytes that do not belong to a packet.
 *
 * Follows the lengths only: a few comparisons a packet.
 */

export interface PacketFault {
  /** For the log. */
  readonly reason: string;
  /** Sent before the connection is closed. */
  readonly answer?: Buffer;
}

const CONNECT = 1;
/** Packet type → the one length that its rest may have. */
const fixedLengths: Readonly<Record<number, number>> = { 4: 2, 5: 2, 6: 2, 7: 2, 11: 2, 12: 0, 14: 0 };
/** CONNACK, return code 1: unacceptable protocol version. */
const UNACCEPTABLE_PROTOCOL = Buffer.from([0x20, 0x02, 0x00, 0x01]);
const LENGTH_BYTES_MAX = 4;
/** A client id, credentials and a will: all that somebody who has not signed in can make us keep. */
export const CONNECT_BYTES_MAX = 16_384;
/** Length of the name (2 bytes), `MQIsdp` or `MQTT`, and the level. */
const PROTOCOL_BYTES_MAX = 9;

export class PacketScanner {
  readonly #packetBytesMax: number;
  /** Of the packet that is being passed over. */
  #bytesLeft = 0;
  #type: number | undefined;
  #length = 0;
  #lengthBytes = 0;
  #connected = false;
  #isBehindConnect = false;
  #scannedBytes = 0;
  /** The beginning of CONNECT, until the protocol is known. */
  #protocol: number[] | undefined;

  constructor(packetBytesMax: number) {
    this.#packetBytesMax = packetBytesMax;
  }

  /** Bytes of the last chunk that were looked at: all of them, but of the one in which CONNECT ends what lies behind it. */
  get scannedBytes(): number {
    return this.#scannedBytes;
  }

  /** Whether the first packet was seen whole. */
  get isBehindConnect(): boolean {
    return this.#isBehindConnect;
  }

  /** @returns what is wrong with the bytes so far; nothing more may be read of such a connection */
  scan(chunk: Buffer): PacketFault | undefined {
    let at = 0;
    while (at < chunk.length && !this.#endsConnect()) {
      if (this.#bytesLeft > 0) {
        const passed = Math.min(this.#bytesLeft, chunk.length - at);
        const fault = this.#protocol === undefined ? undefined : this.#readProtocol(chunk.subarray(at, at + passed));
        if (fault !== undefined) return fault;
        this.#bytesLeft -= passed;
        at += passed;
        continue;
      }
      const fault = this.#readHeader(chunk[at] as number);
      if (fault !== undefined) return fault;
      at++;
    }
    if (this.#endsConnect()) this.#isBehindConnect = true;
    this.#scannedBytes = at;
    return undefined;
  }

  #endsConnect(): boolean {
    return this.#connected && !this.#isBehindConnect && this.#bytesLeft === 0;
  }

  #readHeader(byte: number): PacketFault | undefined {
    if (this.#type === undefined) {
      this.#type = byte >> 4;
      this.#length = 0;
      this.#lengthBytes = 0;
      if (!this.#connected && this.#type !== CONNECT) return { reason: 'The first packet is no CONNECT' };
      return undefined;
    }
    this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes;
    this.#lengthBytes++;
    if (byte >= 0x80) {
      return this.#lengthBytes === LENGTH_BYTES_MAX ? { reason: 'The length of a packet is malformed' } : undefined;
    }
    return this.#beginRest(this.#type);
  }

  #beginRest(type: number): PacketFault | undefined {
    const length = this.#length;
    const most = this.#connected ? this.#packetBytesMax : Math.min(this.#packetBytesMax, CONNECT_BYTES_MAX);
    if (length > most) return { reason: `A packet has ${length} bytes; at most ${most} are taken` };
    const fixed = fixedLengths[type];
    if (fixed !== undefined && fixed !== length) return { reason: 'A packet has bytes that do not belong to it' };
    if (!this.#connected) {
      this.#connected = true;
      this.#protocol = [];
    }
    this.#bytesLeft = length;
    this.#type = undefined;
    return undefined;
  }

  #readProtocol(bytes: Buffer): PacketFault | undefined {
    const seen = (this.#protocol ??= []);
    seen.push(...bytes.subarray(0, PROTOCOL_BYTES_MAX - seen.length));
    const nameLength = ((seen[0] ?? 0) << 8) + (seen[1] ?? 0);
    const level = seen[2 + nameLength];
    const known = Buffer.from(seen)
      .subarray(2, 2 + nameLength)
      .toString('latin1');
    if (level === undefined && seen.length < PROTOCOL_BYTES_MAX) return undefined;
    this.#protocol = undefined;
    const fits = (known === 'MQTT' && level === 4) || (known === 'MQIsdp' && level === 3);
    if (fits) return undefined;
    return { reason: 'The protocol is not MQTT 3.1 or 3.1.1', answer: UNACCEPTABLE_PROTOCOL };
  }
}
