/**
 * WebSockets: from the upgraded request to messages that were read, within limits.
 *
 * Messages are text. A flood of them, of pings or of what cannot be read cuts the connection off; answers to pings are
 * held back while the other side reads nothing. Compression is off: it costs five times what it saves here.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Connection, Connections, Guest } from './connections.ts';
import type { RealtimeLimits } from './limits.ts';
import { type Ending, endings, type Outlet } from './outlets.ts';

export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

export interface MessageReader {
  /**
   * Resolves when the message has been dealt with; never rejects.
   *
   * @param text as it came, not parsed; it has at most `messageBytesMax` bytes
   */
  onMessage(text: string): Promise<void>;
}

export interface WebSockets {
  /** Completes the upgrade. @param open is given the connection, says who reads its messages, and may end it */
  accept(upgrade: Upgrade, guest: Guest, open: (connection: Connection) => MessageReader): void;
}

/** Messages that wait for an answer, before no more are read: while the database is away they would pile up. */
const UNANSWERED_MAX = 10;
/** RFC 6455, 7.4.1. */
const [PROTOCOL_ERROR, NO_UTF8] = [1002, 1007];
/** The close frame must not hold more. */
const REASON_BYTES_MAX = 123;

/** @param subprotocol that clients of ours ask for; it is named in the answer to those who do */
export function createWebSockets(limits: RealtimeLimits, connections: Connections, subprotocol: string): WebSockets {
  /** The library closes by itself where frames are wrong, with a code and no word. */
  class SayingSocket extends WebSocket {
    override close(code?: number, reason?: string | Buffer): void {
      super.close(code, reason ?? reasonOfLibrary(code, limits.messageBytesMax));
    }
  }

  const server = new WebSocketServer({
    noServer: true,
    WebSocket: SayingSocket,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.messageBytesMax,
    // answered by us, so that somebody who reads nothing cannot pile answers up
    autoPong: false,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });

  function attend(socket: WebSocket, line: Duplex, guest: Guest, open: (c: Connection) => MessageReader) {
    const outlet = outletOf(socket, line, limits);
    const connection = connections.open(guest, outlet);
    const spend = makeSpender(limits);
    socket.on('close', () => connections.closed(connection));
    socket.on('error', (error: Error & { code?: string }) => {
      // ws closes the socket by itself, with the right code
      if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') connection.end('message-too-large', error.message);
      else connection.end('message-unreadable', error.message);
    });
    const reader = open(connection);
    const take = (): boolean => {
      connection.heard();
      if (spend()) return true;
      connection.end('flooding', `More than ${limits.messagesPerSecond} messages a second came.`);
      return false;
    };
    let unanswered = 0;
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (socket.readyState !== socket.OPEN || !take()) return;
      if (isBinary) {
        connection.end('message-unreadable', 'Messages are text in JSON.');
        return;
      }
      if (++unanswered === UNANSWERED_MAX) socket.pause();
      void reader.onMessage(data.toString()).then(() => {
        if (unanswered-- === UNANSWERED_MAX && socket.readyState === socket.OPEN) socket.resume();
      });
    });
    socket.on('ping', (data: Buffer) => {
      if (socket.readyState === socket.OPEN && take() && socket.bufferedAmount === 0) socket.pong(data);
    });
    socket.on('pong', () => void take());
  }

  return {
    accept({ request, socket, head }, guest, open) {
      server.handleUpgrade(request, socket, head, (webSocket) => attend(webSocket, socket, guest, open));
    },
  };
}

function outletOf(socket: WebSocket, line: Duplex, limits: RealtimeLimits): Outlet {
  let isClosing = false;
  let sentBytes = 0;
  return {
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    get writtenBytes() {
      return sentBytes - socket.bufferedAmount;
    },
    send(frame) {
      if (socket.readyState !== socket.OPEN || isClosing) return;
      sentBytes += frame.length;
      socket.send(frame, { binary: false });
    },
    whenDrained(call) {
      if (line.destroyed || !line.writableNeedDrain) {
        setImmediate(call);
        return;
      }
      const done = () => {
        line.off('drain', done).off('close', done);
        call();
      };
      line.on('drain', done).on('close', done);
    },
    ping() {
      if (socket.readyState === socket.OPEN && socket.bufferedAmount === 0) socket.ping();
    },
    end(ending: Ending, detail) {
      isClosing = true;
      // no word of farewell comes through behind so much, and all of it would be held meanwhile
      if (ending === 'too-slow' && socket.bufferedAmount > limits.drainedBytes) {
        socket.terminate();
        return;
      }
      socket.close(endings[ending], reasonOf(ending, detail));
      // nothing more is read, and who does not answer has had their time
      socket.removeAllListeners('message');
      if (ending === 'flooding') line.pause();
      setTimeout(() => socket.terminate(), limits.goodbyeMs).unref();
    },
  };
}

/** Undefined for codes that are not of wrong frames. */
function reasonOfLibrary(code: number | undefined, bytesMax: number): string | undefined {
  if (code === endings['message-too-large']) {
    return reasonOf('message-too-large', `A message has at most ${bytesMax} bytes.`);
  }
  const isUnreadable = code === PROTOCOL_ERROR || code === NO_UTF8;
  return isUnreadable ? reasonOf('message-unreadable', 'Frames are not as WebSocket has them.') : undefined;
}

function reasonOf(ending: Ending, detail: string): string {
  const reason = Buffer.from(`${ending}: ${detail}`);
  return reason
    .subarray(0, REASON_BYTES_MAX)
    .toString()
    .replace(/\uFFFD+$/, '');
}

/** A bucket of messages that is refilled steadily. */
function makeSpender({ messagesBurst, messagesPerSecond }: RealtimeLimits): () => boolean {
  let left = messagesBurst;
  let atMs = performance.now();
  return () => {
    const nowMs = performance.now();
    left = Math.min(messagesBurst, left + ((nowMs - atMs) / 1_000) * messagesPerSecond);
    atMs = nowMs;
    if (left < 1) return false;
    left--;
    return true;
  };
}
