/**
 * A connection that cannot make the broker grow: what comes in is looked at packet by packet, and who does not read what
 * goes out is cut off.
 *
 * It is a stream of its own between the socket and the broker's library. The socket is read only when the library asks for
 * more, so that what is not read stays with its sender. What goes out never says that it waits: the broker would wait for a
 * slow reader before it goes on, and everybody behind it with it. A reader that is too far behind is gone.
 */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { GatheredWrites } from './gathered-writes.ts';
import type { Intake } from './intake.ts';
import { PacketScanner } from './packet-scanner.ts';
import type { LeftOver, PlainMessages } from './plain-messages.ts';
import type { UnreadBytes } from './unread-bytes.ts';

export interface ConnectionLimits {
  readonly packetBytesMax: number;
  /** Bytes that wait for the other side to read. */
  readonly unreadBytesMax: number;
  /** Of all connections. */
  readonly unread: UnreadBytes;
}

export interface GuardedConnectionOptions {
  readonly limits: ConnectionLimits;
  readonly intake: Intake;
  /** Takes its part of what comes in, once the broker has answered CONNECT. */
  readonly plain: Pick<PlainMessages, 'isFull' | 'takeFrom' | 'takeBehind'>;
  /** Told once, with a reason for the log. */
  readonly onCut: (reason: string) => void;
}

/** What has been received, and is not dealt with yet. */
interface Rest {
  readonly bytes: Buffer;
  /** Whether messages before it, of the same piece, have been taken. */
  readonly isBehind: boolean;
}

export class GuardedConnection extends Duplex {
  readonly remoteAddress: string | undefined;
  readonly #socket: Socket;
  readonly #options: GuardedConnectionOptions;
  readonly #scanner: PacketScanner;
  readonly #writes: GatheredWrites;
  #isCut = false;
  /** Whether the broker has answered CONNECT. */
  #isIn = false;
  /** Whether the library waits for something. */
  #isAsked = false;
  /** Whether it waits for its turn to be read, and whether it has got it. */
  #turn: 'none' | 'wanted' | 'given' = 'none';
  readonly #giveNow = (): void => this.#give();
  readonly #takeTurn = (): void => {
    this.#turn = 'given';
    this.#give();
  };
  /** Behind something that the library has to see first. */
  #rest: Rest | undefined;

  constructor(socket: Socket, options: GuardedConnectionOptions) {
    // one piece is ready at most for who may ask later, and no write is too long
    super({ readableHighWaterMark: 1, writableHighWaterMark: Number.MAX_SAFE_INTEGER });
    const { limits } = options;
    this.remoteAddress = socket.remoteAddress;
    this.#socket = socket;
    this.#options = options;
    this.#scanner = new PacketScanner(limits.packetBytesMax);
    this.#writes = new GatheredWrites(socket, (bytes) => this.#requireReader(bytes));
    socket.on('readable', this.#giveNow);
    socket.on('end', this.#giveNow);
    socket.on('error', (error) => this.destroy(error));
    socket.once('close', () => {
      limits.unread.closed(socket);
      this.destroy();
    });
    // where the other side has closed, what it has sent before comes first; until then it counts as a connection
    socket.allowHalfOpen = true;
  }

  /** The broker has answered CONNECT: what lies behind that is read from then on. */
  letIn(): void {
    this.#isIn = true;
    this.readOn();
  }

  /** It need not wait any more; reads behind what is done in this turn. */
  readOn(): void {
    setImmediate(this.#giveNow);
  }

  /** Goes out with what else is written in this turn. */
  send(bytes: Buffer): void {
    this.#writes.add(bytes);
  }

  override _read(): void {
    this.#isAsked = true;
    // called before what is ready is handed over, which comes first
    if (this.readableLength > 0) process.nextTick(this.#giveNow);
    else this.#give();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#writes.add(chunk);
    done();
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: () => void): void {
    for (const { chunk } of chunks) this.#writes.add(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.#writes.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#rest = undefined;
    this.#options.intake.leave(this.#takeTurn);
    this.#socket.destroy();
    done(error);
  }

  /** Hands the library what it waits for, if there is some. */
  #give(): void {
    while (this.#isAsked && !this.#isCut && !this.destroyed && this.#mayRead()) {
      const piece = this.#nextPiece();
      if (piece === undefined) return;
      if (piece?.length === 0) continue;
      this.#isAsked = false;
      this.push(piece);
      // a library that is at work on packets does not read, and has to know of the end all the same
      if (piece === null) this.read(0);
    }
  }

  /** What comes next and is none of our own messages; null behind the last. Undefined: not yet, or never. */
  #nextPiece(): Buffer | null | undefined {
    const rest = this.#rest;
    this.#rest = undefined;
    const bytes = rest === undefined ? (this.#socket.read() as Buffer | null) : rest.bytes;
    if (bytes === null) return this.#socket.readableEnded ? null : undefined;
    return this.#isIn ? this.#withoutPlain(bytes, rest?.isBehind === true) : this.#upToConnect(bytes);
  }

  #withoutPlain(bytes: Buffer, isBehind: boolean): Buffer {
    const { plain } = this.#options;
    const { left, behind }: LeftOver = isBehind ? plain.takeBehind(bytes) : plain.takeFrom(bytes);
    if (behind.length > 0) this.#rest = { bytes: behind, isBehind: true };
    return this.#scanned(left);
  }

  /** Of what comes before its answer, the library keeps a few packets and ends the connection, or takes them for nobody's. */
  #upToConnect(bytes: Buffer): Buffer {
    const piece = this.#scanned(bytes);
    if (piece.length < bytes.length) this.#rest = { bytes: bytes.subarray(piece.length), isBehind: false };
    return piece;
  }

  /** @returns nothing where something is wrong with it */
  #scanned(bytes: Buffer): Buffer {
    const fault = this.#scanner.scan(bytes);
    if (fault === undefined) return bytes.subarray(0, this.#scanner.scannedBytes);
    this.#cut(fault.reason, fault.answer);
    return NOTHING;
  }

  /** If not, it is given what there is once it may. */
  #mayRead(): boolean {
    const { plain, intake } = this.#options;
    if (plain.isFull || this.#turn === 'wanted' || (this.#scanner.isBehindConnect && !this.#isIn)) return false;
    const isGiven = this.#turn === 'given';
    this.#turn = 'none';
    if (isGiven || (this.#socket.readableLength === 0 && this.#rest === undefined)) return true;
    const may = intake.mayRead(this.#takeTurn);
    if (!may) this.#turn = 'wanted';
    return may;
  }

  #requireReader(writtenBytes: number): void {
    const { unreadBytesMax, unread } = this.#options.limits;
    if (this.#socket.writableLength > unreadBytesMax) {
      this.#cut(`More than ${unreadBytesMax} bytes were not read by the other side`);
    } else unread.written(this.#socket, writtenBytes, (reason) => this.#cut(reason));
  }

  #cut(reason: string, answer?: Buffer): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#options.onCut(reason);
    if (answer === undefined) this.destroy();
    else this.#socket.end(answer, () => this.#socket.destroy());
  }
}

const NOTHING = Buffer.alloc(0);
