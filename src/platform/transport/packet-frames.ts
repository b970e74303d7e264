/**
 * Where the packets of MQTT 3.1.1 begin and end in a piece of what was received, and where the parts of a PUBLISH of
 * quality 1 lie in it. Looks at no content.
 */

/** The first byte of a PUBLISH of quality 1, whether it is a repeat (bit 3) or to be retained (bit 0) or not. */
const PUBLISH_1 = 0x32;
const PUBLISH_1_MASK = 0xf6;
const PUBLISH = 0x30;
const TYPE_MASK = 0xf0;
const LENGTH_BYTES_MAX = 4;

export type FrameKind =
  /** A PUBLISH of quality 1: {@link PacketFrame} says where its parts are. */
  | 'publish-1'
  /** A whole packet that is no PUBLISH. */
  | 'other'
  /** Its end has not come yet. */
  | 'part'
  /** A PUBLISH of another quality, one longer than is allowed, or no packet. */
  | 'foreign';

/** One that is filled again and again: an object of each of ten thousand messages a second would be most of the garbage. */
export class PacketFrame {
  readonly #bytesMax: number;
  end = 0;
  topicStart = 0;
  topicEnd = 0;
  messageId = 0;

  /** @param bytesMax of the packet behind its length */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** @param at where a packet begins */
  read(bytes: Buffer, at: number): FrameKind {
    let length = 0;
    let start = at + 1;
    for (let nth = 0; ; nth++, start++) {
      if (nth === LENGTH_BYTES_MAX) return 'foreign';
      const byte = bytes[start];
      if (byte === undefined) return 'part';
      length += (byte & 0x7f) * 128 ** nth;
      if (byte < 0x80) break;
    }
    start++;
    if (length > this.#bytesMax) return 'foreign';
    const first = bytes[at] as number;
    const isPublish = (first & TYPE_MASK) === PUBLISH;
    if (isPublish && (first & PUBLISH_1_MASK) !== PUBLISH_1) return 'foreign';
    this.end = start + length;
    if (this.end > bytes.length) return 'part';
    return isPublish ? this.#readPublish(bytes, start) : 'other';
  }

  #readPublish(bytes: Buffer, start: number): FrameKind {
    if (start + 2 > this.end) return 'foreign';
    this.topicStart = start + 2;
    this.topicEnd = this.topicStart + bytes.readUInt16BE(start);
    if (this.topicEnd + 2 > this.end) return 'foreign';
    this.messageId = bytes.readUInt16BE(this.topicEnd);
    return this.messageId === 0 ? 'foreign' : 'publish-1';
  }
}
