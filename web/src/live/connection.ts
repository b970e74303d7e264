/**
 * One line to the server on which everything that happens comes, once and in order.
 *
 * It holds a position. A line that breaks is opened again from there, after a pause that grows and differs from screen to
 * screen; what happened meanwhile comes first. Where the server no longer knows the position, everything is read anew.
 *
 * The sign-in is renewed before the line is opened: a screen that only listens sends nothing else by which it would be.
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

/** Renews the sign-in where it is due, or where it was refused. False where somebody has to sign in; throws where nobody answers. */
export type SignInKeeper = (wasRefused: boolean) => Promise<boolean>;

interface Frame {
  readonly type: string;
  readonly signed_in?: boolean;
  readonly code?: string;
  readonly events?: readonly LiveEvent[];
  readonly next_after?: string;
}

const PAUSE_MS = 500;
const PAUSE_MAX_MS = 15_000;
/** The server pings below what a page can see: we ask, too, so that a line that is dead is noticed. */
const PING_MS = 20_000;
const ANSWER_WITHIN_MS = 8_000;
/** Over a network that swallows everything a browser would go on opening for minutes. */
const READY_WITHIN_MS = 10_000;
const NOT_SIGNED_IN = 4401;
/** Whoever is signed in may not listen: another try would be refused as well. */
const FORBIDDEN = 4403;
/** Our own word for a line on which nothing is answered. */
const SILENT = 4408;
const OUT_OF_RANGE = 4410;
/** Our own word for a line that stays open although what it asked for was refused: nothing would ever come on it. */
const REFUSED = 4411;
/** The server itself ends the line behind these. */
const endingRefusals = ['forbidden', 'not-authenticated', 'token-invalid', 'account-disabled'];
/** A sign-in that is refused although it was just renewed is not renewed again and again. */
const REFUSALS_MAX = 1;

export interface Line {
  /** Opens it now rather than after the pause: the network is back, or somebody has signed in. */
  wake(): void;
  close(): void;
}

/** Nothing is missed before it is live: as long as it has no position, its first word is that there may be a gap. */
export function openLine(listener: LineListener, keepSignedIn: SignInKeeper): Line {
  let position: string | undefined;
  let socket: WebSocket | undefined;
  let isOpening = false;
  let pauseMs = PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pinging: ReturnType<typeof setInterval> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  /** Since it was last live. */
  let refusals = 0;

  async function connect(): Promise<void> {
    if (isClosed || isOpening) return;
    isOpening = true;
    clearTimeout(timer);
    listener.onState('connecting');
    try {
      const isSignedIn = await keepSignedIn(refusals > 0);
      if (isClosed) return;
      if (isSignedIn) open();
      else listener.onState('ended');
    } catch {
      if (!isClosed) tryLater();
    } finally {
      isOpening = false;
    }
  }

  function open(): void {
    const query = position === undefined ? '' : `?after=${encodeURIComponent(position)}`;
    const opened = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/v1/ws${query}`, ['milldash.v1']);
    socket = opened;
    silence = setTimeout(() => giveUp(SILENT), READY_WITHIN_MS);
    // one that was given up may still have something to say
    const isPresent = () => socket === opened;
    opened.addEventListener('open', () => {
      if (!isPresent()) return;
      if (position === undefined) opened.send(JSON.stringify({ type: 'subscribe' }));
      pinging = setInterval(() => ping(opened), PING_MS);
    });
    opened.addEventListener('message', ({ data }) => {
      if (isPresent()) hear(JSON.parse(String(data)) as Frame);
    });
    opened.addEventListener('close', ({ code }) => {
      if (isPresent()) ended(code);
    });
  }

  /** Without waiting for an answer to the farewell: where the network is gone none comes. */
  function giveUp(code: number): void {
    const given = socket;
    ended(code);
    given?.close();
  }

  function ping(open: WebSocket): void {
    if (open.readyState !== WebSocket.OPEN) return;
    open.send('{"type":"ping"}');
    silence ??= setTimeout(() => giveUp(SILENT), ANSWER_WITHIN_MS);
  }

  function hear(frame: Frame): void {
    clearTimeout(silence);
    silence = undefined;
    if (frame.type === 'ready' && frame.signed_in === false) return giveUp(NOT_SIGNED_IN);
    if (frame.type === 'error') return refused(frame.code);
    if (frame.type === 'subscribed' || frame.type === 'live') {
      pauseMs = PAUSE_MS;
      refusals = 0;
      // without a position nobody knows what happened before this moment
      if (position === undefined && frame.type === 'subscribed') listener.onGap();
      listener.onState('live');
    }
    if (frame.events !== undefined) listener.onEvents(frame.events);
    if (frame.next_after !== undefined) position = frame.next_after;
    return undefined;
  }

  function refused(code: string | undefined): void {
    if (code === 'events-out-of-range') giveUp(OUT_OF_RANGE);
    else if (code === undefined || !endingRefusals.includes(code)) giveUp(REFUSED);
  }

  function ended(code: number): void {
    clearInterval(pinging);
    clearTimeout(silence);
    silence = undefined;
    socket = undefined;
    if (isClosed) return;
    if (code === OUT_OF_RANGE) position = undefined;
    if (code === NOT_SIGNED_IN) refusals += 1;
    if (code === FORBIDDEN || refusals > REFUSALS_MAX) {
      refusals = 0;
      listener.onState('ended');
    } else if (code === NOT_SIGNED_IN) {
      void connect();
    } else {
      tryLater();
    }
  }

  function tryLater(): void {
    listener.onState('broken');
    timer = setTimeout(() => void connect(), pauseMs * (0.5 + Math.random()));
    pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
  }

  void connect();
  return {
    wake() {
      pauseMs = PAUSE_MS;
      if (socket === undefined) void connect();
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
