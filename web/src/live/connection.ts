/**
 * One line to the server on which everything that happens comes, once and in order.
 *
 * It holds a position. A line that breaks is opened again from there, after a pause that grows and differs from screen to
 * screen; what happened meanwhile comes first. Where the server no longer knows the position, everything is read anew.
 */
export interface LiveEvent {
  /** `com.milldash.ticket.opened` */
  readonly type: string;
  readonly subject?: string;
  readonly sequence: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type LineState = 'connecting' | 'live' | 'broken' | 'ended';

export interface LineListener {
  onEvents(events: readonly LiveEvent[]): void;
  /** What was read before may be out of date: the line has no position, or one that the server no longer knows. */
  onGap(): void;
  onState(state: LineState): void;
}

interface Frame {
  readonly type: string;
  readonly code?: string;
  readonly events?: readonly LiveEvent[];
  readonly next_after?: string;
}

const PAUSE_MS = 500;
const PAUSE_MAX_MS = 15_000;
/** The server pings below what a page can see: we ask, too, so that a line that is dead is noticed. */
const PING_MS = 20_000;
const ANSWER_WITHIN_MS = 8_000;
/** Sign in again: another try without would be refused as well. */
const SIGN_IN_CODES = new Set([4401, 4403]);
const OUT_OF_RANGE = 4410;

export interface Line {
  /** Opens it now rather than after the pause: the network is back, or somebody has signed in. */
  wake(): void;
  close(): void;
}

/** @param after position to go on from, as `GET /api/v1/dashboard` says it; absent: from now on */
export function openLine(listener: LineListener, after?: string): Line {
  let position = after;
  let socket: WebSocket | undefined;
  let pauseMs = PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pinging: ReturnType<typeof setInterval> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  let hadPosition = after !== undefined;

  function connect(): void {
    if (isClosed) return;
    clearTimeout(timer);
    listener.onState('connecting');
    const query = position === undefined ? '' : `?after=${encodeURIComponent(position)}`;
    const opened = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/v1/ws${query}`, ['milldash.v1']);
    socket = opened;
    opened.addEventListener('open', () => {
      if (position === undefined) opened.send(JSON.stringify({ type: 'subscribe' }));
      pinging = setInterval(() => ping(opened), PING_MS);
    });
    opened.addEventListener('message', ({ data }) => hear(opened, JSON.parse(String(data)) as Frame));
    opened.addEventListener('close', ({ code }) => {
      if (socket === opened) ended(code);
    });
  }

  function ping(open: WebSocket): void {
    if (open.readyState !== WebSocket.OPEN) return;
    open.send('{"type":"ping"}');
    silence ??= setTimeout(() => open.close(), ANSWER_WITHIN_MS);
  }

  function hear(opened: WebSocket, frame: Frame): void {
    clearTimeout(silence);
    silence = undefined;
    if (frame.type === 'error' && frame.code === 'events-out-of-range') {
      startAnew();
      opened.close();
      return;
    }
    if (frame.type === 'subscribed' || frame.type === 'live') {
      pauseMs = PAUSE_MS;
      // without a position nobody knows what happened before this moment
      if (!hadPosition && frame.type === 'subscribed') listener.onGap();
      listener.onState('live');
    }
    if (frame.events !== undefined) listener.onEvents(frame.events);
    if (frame.next_after !== undefined) {
      position = frame.next_after;
      hadPosition = true;
    }
  }

  function startAnew(): void {
    position = undefined;
    hadPosition = false;
  }

  function ended(code: number): void {
    clearInterval(pinging);
    clearTimeout(silence);
    silence = undefined;
    socket = undefined;
    if (isClosed) return;
    if (code === OUT_OF_RANGE) startAnew();
    if (SIGN_IN_CODES.has(code)) {
      listener.onState('ended');
      return;
    }
    listener.onState('broken');
    timer = setTimeout(connect, pauseMs * (0.5 + Math.random()));
    pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
  }

  connect();
  return {
    wake() {
      pauseMs = PAUSE_MS;
      if (socket === undefined) connect();
      else ping(socket);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      clearInterval(pinging);
      clearTimeout(silence);
      socket?.close();
    },
  };
}
