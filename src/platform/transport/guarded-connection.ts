/**
 * A connection that cannot make the broker grow: what comes in is looked at packet by packet, and who does not read what
 * goes out is cut off.
 *
 * The broker waits for a slow reader before it goes on, and everybody behind it with it; so a write never says that it
 * waits, and a reader that is too far behind is gone. What the broker writes in one turn goes out in pieces of 16 KB
 * or more: it writes an acknowledgement in three.
 */
import type { Socket } from 'node:net';
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

/**
 * @param plain takes its part of what comes in, once the broker has answered CONNECT
 * @param onCut told once, with a reason for the log
 * @returns to be called when the broker has answered CONNECT: what lies behind that is read from then on. Of what comes
 *   before, the broker keeps a few packets and ends the connection, or takes them for those of nobody.
 */
export function guardConnection(
  socket: Socket,
  limits: ConnectionLimits,
  intake: Intake,
  plain: Pick<PlainMessages, 'isFull' | 'takeFrom' | 'takeBehind'>,
  onCut: (reason: string) => void,
): () => void {
  const scanner = new PacketScanner(limits.packetBytesMax);
  const read = socket.read.bind(socket);
  let cut = false;
  let isIn = false;
  /** Whether it waits for its turn to be read, and whether it has got it. */
  let turn: 'none' | 'wanted' | 'given' = 'none';
  /** What has been received behind something that the broker has to see first. */
  let behind: Buffer | undefined;

  function end(reason: string, answer?: Buffer): void {
    if (cut) return;
    cut = true;
    onCut(reason);
    if (answer === undefined) socket.destroy();
    else socket.end(answer, () => socket.destroy());
  }

  /** Then it is told to be read once it need not any more. */
  function hasToWait(): boolean {
    return plain.isFull || turn === 'wanted' || (scanner.isBehindConnect && !isIn);
  }

  function mayRead(): boolean {
    if (hasToWait()) return false;
    const isGiven = turn === 'given';
    turn = 'none';
    if (isGiven || (socket.readableLength === 0 && behind === undefined)) return true;
    const may = intake.mayRead(readOn);
    if (!may) turn = 'wanted';
    return may;
  }

  function readOn(): void {
    turn = 'given';
    // whoever reads was told that there is nothing
    tellToRead();
  }
  socket.once('close', () => {
    intake.leave(readOn);
    limits.unread.closed(socket);
  });

  socket.read = (size?: number): Buffer | null => {
    // by 0 the stream tells itself to fetch more, or that it has ended; what it is answered it throws away
    if (size === 0) return hasToWait() || behind !== undefined ? null : (read(0) as Buffer | null);
    if (cut || !mayRead()) return null;
    const piece = nextPiece(size);
    if (piece === undefined || piece.length === 0) return null;
    const fault = scanner.scan(piece);
    if (fault !== undefined) {
      end(fault.reason, fault.answer);
      return null;
    }
    const { scannedBytes } = scanner;
    if (scannedBytes === piece.length) return piece;
    socket.unshift(piece.subarray(scannedBytes));
    return piece.subarray(0, scannedBytes);
  };

  /** What comes next and is none of our own messages. */
  function nextPiece(size: number | undefined): Buffer | undefined {
    if (behind !== undefined) return withoutPlain(plain.takeBehind(behind));
    const received = read(size) as Buffer | null;
    if (received === null) return undefined;
    return isIn ? withoutPlain(plain.takeFrom(received)) : received;
  }

  function withoutPlain(piece: LeftOver): Buffer {
    const wasBehind = behind !== undefined;
    behind = undefined;
    if (piece.behind.length > 0) keepBehind(piece.behind);
    // what came meanwhile was told once, to whoever was given this instead, or nothing: it may not ask again by itself
    else if (wasBehind) setImmediate(tellToRead);
    return piece.left;
  }

  /** Not in the stream, which would fetch more each time; only one that has ended would say so before this is read. */
  function keepBehind(rest: Buffer): void {
    // oxlint-disable-next-line no-underscore-dangle
    if ((socket as unknown as SocketWithState)._readableState.ended) socket.unshift(rest);
    else behind = rest;
  }

  function tellToRead(): void {
    socket.emit('readable');
  }

  gatherWrites(socket, (bytes) => {
    if (socket.writableLength > limits.unreadBytesMax) {
      end(`More than ${limits.unreadBytesMax} bytes were not read by the other side`);
    } else limits.unread.written(socket, bytes, end);
  });
  return () => {
    isIn = true;
    // behind what the broker does in this turn
    setImmediate(tellToRead);
  };
}

/** What Node has, and its types leave out: whether the other side has closed, be it that not all has been read. */
interface SocketWithState {
  readonly _readableState: { readonly ended: boolean };
}

/** Longer pieces need no others beside them. */
const PIECE_BYTES = 16_384;

/** @param onWritten called after each piece */
function gatherWrites(socket: Socket, onWritten: (bytes: number) => void): void {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  const endWriting = socket.end.bind(socket) as (...args: unknown[]) => Socket;
  let parts: Buffer[] = [];
  let bytes = 0;

  function writeNow(...args: unknown[]): void {
    if (socket.destroyed || socket.writableEnded) return;
    write(...args);
    onWritten(lengthOf(args));
  }

  function flush(): void {
    if (parts.length === 0) return;
    const piece = parts.length === 1 ? parts[0] : Buffer.concat(parts, bytes);
    parts = [];
    bytes = 0;
    writeNow(piece);
  }

  socket.write = (...args: unknown[]): boolean => {
    const chunk = bytesOf(args);
    if (chunk === undefined) {
      flush();
      writeNow(...args);
      return true;
    }
    if (parts.length === 0) process.nextTick(flush);
    parts.push(chunk);
    bytes += chunk.length;
    if (bytes > PIECE_BYTES) flush();
    return true;
  };
  socket.end = ((...args: unknown[]) => {
    flush();
    return endWriting(...args);
  }) as Socket['end'];
  // the broker's library would gather as well, with a call in the next tick for each packet
  Object.assign(socket, { cork: undefined });
}

/** Of texts in characters: they are topics, and short. */
function lengthOf([chunk]: unknown[]): number {
  return (chunk as { readonly length: number }).length;
}

/** Of a call of `write` that wants no word when it is done; topics come as texts. */
function bytesOf([chunk, encoding, ...others]: unknown[]): Buffer | undefined {
  if (others.length > 0 || typeof encoding === 'function') return undefined;
  if (Buffer.isBuffer(chunk)) return chunk;
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding | undefined) : undefined;
}
