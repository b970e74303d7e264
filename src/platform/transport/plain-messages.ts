/**
 * The messages that machines report by are nearly all alike: of quality 1, on a topic that the device may use and to which
 * nobody listens. They are taken out of what a connection receives and acknowledged here, past the broker's library, for
 * which each is some thirty objects and as many calls.
 *
 * Everything else is the library's. Once a connection has sent a message that is not of the kind, the library has all that
 * come after: acknowledgements go out in the order in which messages came, so who writes them must not change back.
 */
import type { Actor } from '../../kernel/access.ts';
import { PacketFrame } from './packet-frames.ts';
import type { Delivery } from './transport.ts';

export interface PlainMessageOptions {
  readonly packetBytesMax: number;
  /** Undefined where the library has to look at messages of the topic. */
  readonly senderOn: (topic: string) => PlainSender | undefined;
  readonly take: (message: Delivery) => void;
  /** Some are on their way from now on, until it resolves. */
  readonly onBusy: (settled: Promise<void>) => void;
  /** The device has sent some: it is alive. */
  readonly onTaken: () => void;
  /** There is room again for what the device sends. */
  readonly onRoom: () => void;
  /** What is written in one turn may go out in one piece. */
  readonly write: (acknowledgement: Buffer) => void;
  /** Told of each in their order, behind its acknowledgement. */
  readonly onStored: (message: Delivery) => void;
  /** One is not stored: the connection has to end, so that the device sends it again. Told once. */
  readonly onRefused: (error: unknown) => void;
}

export interface PlainSender {
  readonly actor: Actor;
  readonly patienceMs: number;
}

/** What is not ours of a piece that was received. */
export interface LeftOver {
  /** For the library. */
  readonly left: Buffer;
  /** To be taken as what is behind, once that has been handed to the library. */
  readonly behind: Buffer;
}

/** PUBACK, and the length of what follows. */
const PUBACK = 0x4002;
/** Bytes of messages of one connection that are not acknowledged; beyond them it is read no further. */
const UNSETTLED_BYTES_MAX = 65_536;
/** Longer packets are the library's. */
const PART_BYTES_MAX = 65_536;
const NOTHING = Buffer.alloc(0);

export class PlainMessages {
  readonly #options: PlainMessageOptions;
  readonly #frame: PacketFrame;
  /** The beginning of a packet whose end has not come yet. */
  #part: Buffer = NOTHING;
  #isOver = false;
  /** Of the last message. */
  #topic: { readonly name: string; readonly bytes: Buffer } = { name: '', bytes: NOTHING };
  /** Not acknowledged yet, each with the one that came after it. */
  #first: PlainMessage | undefined;
  #last: PlainMessage | undefined;
  #unsettled = 0;
  #unsettledBytes = 0;
  /** Whether the piece that is read is among them, with all that was sent in it. */
  #isCharged = false;
  #isRefused = false;
  #busy: PromiseWithResolvers<void> | undefined;

  constructor(options: PlainMessageOptions) {
    this.#options = options;
    this.#frame = new PacketFrame(Math.min(options.packetBytesMax, PART_BYTES_MAX));
  }

  /** Whether nothing more should be read for now: so much is on its way, or the connection ends. */
  get isFull(): boolean {
    return this.#unsettledBytes >= UNSETTLED_BYTES_MAX || this.#isRefused;
  }

  /** @param received begins where a packet does, or where the last piece ended; until a message was left to the library */
  takeFrom(received: Buffer): LeftOver {
    this.#isCharged = false;
    return this.takeBehind(received);
  }

  /** @param received what was behind what was left the last time */
  takeBehind(received: Buffer): LeftOver {
    const bytes = this.#part.length === 0 ? received : Buffer.concat([this.#part, received]);
    this.#part = NOTHING;
    if (this.#isOver) return { left: bytes, behind: NOTHING };
    const at = this.#takeMessages(bytes);
    if (this.#isOver || at === bytes.length) return { left: bytes.subarray(at), behind: NOTHING };
    let end = at;
    while (end < bytes.length && this.#frame.read(bytes, end) === 'other') end = this.#frame.end;
    if (end > at) return { left: bytes.subarray(at, end), behind: bytes.subarray(end) };
    this.#part = bytes.subarray(at);
    return { left: NOTHING, behind: NOTHING };
  }

  /** @returns where the first packet begins that is none of ours, or not whole */
  #takeMessages(bytes: Buffer): number {
    const frame = this.#frame;
    let sender: PlainSender | undefined;
    let at = 0;
    while (at < bytes.length) {
      const kind = frame.read(bytes, at);
      if (kind === 'part' || kind === 'other') break;
      if (kind === 'publish-1' && (this.#isOnAnotherTopic(bytes) || sender === undefined)) {
        sender = this.#options.senderOn(this.#topic.name);
      }
      if (kind === 'foreign' || sender === undefined) {
        this.#isOver = true;
        break;
      }
      this.#take(
        new PlainMessage(this, sender, this.#topic.name, bytes.subarray(frame.topicEnd + 2, frame.end), frame),
      );
      at = frame.end;
    }
    if (at > 0) {
      this.#options.onTaken();
      this.#chargePiece(bytes.length - at);
    }
    return at;
  }

  /**
   * The whole piece is held for as long as a message of it. Once is enough: where the first messages of it are settled and
   * later ones are not, one piece is held that is not counted.
   */
  #chargePiece(bytes: number): void {
    if (this.#last === undefined || this.#isCharged) return;
    this.#isCharged = true;
    this.#last.bytes += bytes;
    this.#unsettledBytes += bytes;
  }

  /** Whether the message is on another topic than the one before, which it is from then on. */
  #isOnAnotherTopic(bytes: Buffer): boolean {
    const { topicStart, topicEnd } = this.#frame;
    const known = this.#topic.bytes;
    if (known.length === topicEnd - topicStart && known.compare(bytes, topicStart, topicEnd) === 0) return false;
    const topic = Buffer.from(bytes.subarray(topicStart, topicEnd));
    this.#topic = { name: topic.toString('utf8'), bytes: topic };
    return true;
  }

  #take(message: PlainMessage): void {
    if (this.#last === undefined) this.#first = message;
    else this.#last.next = message;
    this.#last = message;
    this.#unsettledBytes += message.bytes;
    if (this.#unsettled++ === 0) {
      this.#busy = Promise.withResolvers();
      this.#options.onBusy(this.#busy.promise);
    }
    this.#options.take(message);
  }

  /** Called by a message that knows what became of it. */
  settled(message: PlainMessage, error: unknown): void {
    const wasFull = this.isFull;
    this.#unsettled--;
    message.state = error === undefined ? 'stored' : 'refused';
    // one that was refused stays the first: nothing behind it is acknowledged
    while (this.#first?.state === 'stored') {
      const first = this.#first;
      this.#first = first.next;
      // one that outlives its youth would keep all that came after it from being collected cheaply
      first.next = undefined;
      this.#unsettledBytes -= first.bytes;
      this.#options.write(acknowledgementOf(first.messageId));
      this.#options.onStored(first);
    }
    if (this.#first === undefined) this.#last = undefined;
    if (this.#unsettled === 0) this.#busy?.resolve();
    if (error !== undefined && !this.#isRefused) this.#refuse(error);
    if (wasFull && !this.isFull) this.#options.onRoom();
  }

  #refuse(error: unknown): void {
    this.#isRefused = true;
    // what has been acknowledged goes out before the connection ends
    setImmediate(() => this.#options.onRefused(error));
  }
}

function acknowledgementOf(messageId: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt16BE(PUBACK, 0);
  bytes.writeUInt16BE(messageId, 2);
  return bytes;
}

class PlainMessage implements Delivery {
  readonly #of: PlainMessages;
  readonly topic: string;
  readonly payload: Buffer;
  readonly sender: Actor;
  readonly patienceMs: number;
  readonly messageId: number;
  /** Of the payload, and of all else that was sent with it. */
  bytes: number;
  state: 'unsettled' | 'stored' | 'refused' = 'unsettled';
  next: PlainMessage | undefined;

  constructor(of: PlainMessages, sender: PlainSender, topic: string, payload: Buffer, frame: PacketFrame) {
    this.#of = of;
    this.topic = topic;
    this.payload = payload;
    this.sender = sender.actor;
    this.patienceMs = sender.patienceMs;
    this.messageId = frame.messageId;
    this.bytes = frame.end - frame.topicStart;
  }

  settle(error?: unknown): void {
    this.#of.settled(this, error);
  }
}
