/** Clients of live events as programs are: a WebSocket with what it received, and a stream of server-sent events. */
import { once } from 'node:events';
import { WebSocket } from 'ws';

export interface LiveFrame {
  readonly type: string;
  // tests look into frames of every shape
  readonly [field: string]: any;
}

export interface LiveEvent {
  readonly type: string;
  readonly sequence: string;
  readonly epoch: string;
  readonly data: any;
}

export interface LiveSocket {
  readonly socket: WebSocket;
  readonly frames: readonly LiveFrame[];
  /** Of all `events` frames so far, in order. */
  readonly events: readonly LiveEvent[];
  send(message: object | string): void;
  /** Resolves when `found` says yes; rejects when the socket closes before. */
  until(found: () => boolean): Promise<void>;
  /** The next frame of this type that nobody has taken yet, also one that is there already. */
  next(type: string): Promise<LiveFrame>;
  /** The close code and reason, also where it is closed already. */
  readonly closed: Promise<{ code: number; reason: string }>;
  close(): Promise<void>;
}

export interface LiveSocketOptions {
  /** Default: our own; null: none, as the old front end. */
  readonly protocol?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

/** @param base `http://127.0.0.1:…` @param query of the address, with its question mark */
export async function openLive(base: string, query = '', options: LiveSocketOptions = {}): Promise<LiveSocket> {
  const { protocol = 'milldash.v1', headers = {}, path = '/api/v1/ws' } = options;
  const url = `${base.replace(/^http/, 'ws')}${path}${query}`;
  const socket = new WebSocket(url, protocol === null ? [] : [protocol], { headers, perMessageDeflate: false });
  const live = follow(socket);
  await once(socket, 'open');
  return live;
}

function follow(socket: WebSocket): LiveSocket {
  const frames: LiveFrame[] = [];
  const events: LiveEvent[] = [];
  const taken = new Set<LiveFrame>();
  const waiting = new Set<() => void>();
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  socket.on('error', () => {});
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as LiveFrame;
    frames.push(frame);
    if (frame.type === 'events') events.push(...frame['events']);
    for (const look of waiting) look();
  });

  function until(found: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!found()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      void closed.then(({ code, reason }) => {
        waiting.delete(look);
        reject(new Error(`closed with ${code} ${reason}; received ${JSON.stringify(frames.slice(-5))}`));
      });
      look();
    });
  }

  return {
    socket,
    frames,
    events,
    closed,
    until,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async next(type) {
      const find = () => frames.find((frame) => frame.type === type && !taken.has(frame));
      await until(() => find() !== undefined);
      const frame = find() as LiveFrame;
      taken.add(frame);
      return frame;
    },
    async close() {
      socket.close();
      await closed;
    },
  };
}

export interface StreamBlock {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
}

export interface LiveStream {
  readonly status: number;
  readonly blocks: readonly StreamBlock[];
  until(found: (blocks: readonly StreamBlock[]) => boolean): Promise<void>;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

export async function openStream(
  base: string,
  query: string,
  headers: Readonly<Record<string, string>>,
): Promise<LiveStream> {
  const abort = new AbortController();
  const response = await fetch(`${base}/api/v1/events/stream${query}`, { headers, signal: abort.signal });
  const blocks: StreamBlock[] = [];
  const waiting = new Set<() => void>();
  const ended = (async () => {
    let text = '';
    try {
      for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += piece;
        const parts = text.split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) blocks.push(parseBlock(part));
        for (const look of waiting) look();
      }
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    }
  })();
  ended.catch(() => {});
  return {
    status: response.status,
    blocks,
    ended,
    until: (found) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!found(blocks)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        void ended.finally(() => reject(new Error(`the stream ended: ${JSON.stringify(blocks.slice(-5))}`)));
        look();
      }),
    close: () => abort.abort(),
  };
}

function parseBlock(text: string): StreamBlock {
  const fields = text.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
  return Object.fromEntries(fields.filter(([name]) => name !== '')) as StreamBlock;
}
