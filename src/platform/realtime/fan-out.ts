/**
 * Brings the events of the log to everybody who follows them: each one once, in order, from where they left off.
 *
 * Who is live is sent in rounds, at most four a second: whatever has happened meanwhile, in one frame, which is made once
 * for all who see the same. Who is behind reads on by pages, from memory or from the log, until nothing is between them
 * and the next round; then they are live. A follower whose line is full gets nothing more until it has drained, and is
 * behind by then: what waits for it is a number, not a heap of frames.
 */
import type { FairTurns } from '../../kernel/fair-turns.ts';
import type { EventTail } from './event-tail.ts';
import { type Frame, framesOf, type View } from './frames.ts';
import type { RealtimeLimits } from './limits.ts';
import type { Ending, Outlet } from './outlets.ts';
import type { ReadLog, StreamedEvent } from './streamed-events.ts';

export interface FollowOptions {
  readonly view: View;
  readonly outlet: Outlet;
  /** The last event that the follower has; undefined: only what comes from now on. */
  readonly after: number | undefined;
  /** Of the connection: followers of one owner take turns at reading pages. */
  readonly owner: string;
  /** Called once, when the follower has everything that was there, and from now on gets rounds. */
  readonly onLive?: () => void;
  /** Called once when it cannot go on: out-of-range, failed, busy. Not when it is ended from outside. */
  readonly onEnd: (ending: Ending) => void;
}

export interface Follower {
  readonly view: View;
  /** The last event that was sent or passed over. */
  readonly cursor: number;
  readonly isLive: boolean;
  readonly eventsSent: number;
  /** What it sees from the next frame on. */
  changeView(view: View): void;
  end(): void;
}

export interface FanOut {
  /** Where a follower starts that has nothing yet is where the log is when this is called. */
  follow(options: FollowOptions): Follower;
  /**
   * Calls with what each round brings, in order; with undefined where that is more than is remembered. Resolves to the way
   * to stop, when everything that is committed from then on is told.
   */
  watch(listener: Watcher): Promise<() => void>;
  /** Of the log that positions are in; empty until somebody has followed it. */
  readonly epoch: string;
  readonly followers: number;
  readonly followersLive: number;
  stop(): void;
}

export type Watcher = (events: readonly StreamedEvent[] | undefined) => void;

export interface FanOutParts {
  readonly tail: EventTail;
  readonly readLog: ReadLog;
  readonly turns: FairTurns;
  readonly limits: RealtimeLimits;
}

/** Events that are read from the log at once for one who is behind. */
const PAGE = 1_000;
/** After as many sends of a round the event loop gets a turn. */
const SENT_AT_ONCE = 200;

interface Member extends Follower {
  view: View;
  cursor: number;
  isLive: boolean;
  isEnded: boolean;
  eventsSent: number;
  readonly options: FollowOptions;
}

export function createFanOut({ tail, readLog, turns, limits }: FanOutParts): FanOut {
  const members = new Set<Member>();
  const watchers = new Set<Watcher>();
  /** Live members by what they see. */
  const groups = new Map<string, Set<Member>>();
  const liveSizes = { events: limits.liveFrameEvents, characters: limits.frameBytes };
  const pageSizes = { events: limits.frameEvents, characters: limits.frameBytes };
  const waiting: (() => void)[] = [];
  /** All that is live has been sent, or is being sent, everything up to here. */
  let passed = -1;
  let lastRoundAtMs = Number.NEGATIVE_INFINITY;
  let rounding = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  /** Whether watchers have been told everything so far. */
  let watched = false;

  tail.onAdvanced(scheduleRound);
  tail.onReplaced(() => {
    passed = tail.sequence;
    for (const member of members) endMember(member, 'out-of-range');
  });

  function scheduleRound(): void {
    if (stopped || rounding || timer !== undefined) return;
    const waitMs = lastRoundAtMs + limits.roundMs - performance.now();
    timer = setTimeout(() => void round(), Math.max(0, waitMs));
    timer.unref();
  }

  async function round(): Promise<void> {
    timer = undefined;
    rounding = true;
    lastRoundAtMs = performance.now();
    try {
      const from = passed;
      const upTo = tail.sequence;
      const events = from < upTo ? tail.recent(from, upTo) : [];
      passed = upTo;
      // those who join while the round goes on have what it sends already
      const sending = [...groups.values()].map((group) => [...group]);
      for (const go of waiting.splice(0)) go();
      if (events === undefined || events.length > 0) for (const tell of watchers) tell(events);
      for (const group of sending) await sendTo(group, events, from, upTo);
    } finally {
      rounding = false;
    }
    if (tail.sequence > passed) scheduleRound();
  }

  /** @param events undefined where memory does not go back far enough */
  async function sendTo(
    group: readonly Member[],
    events: readonly StreamedEvent[] | undefined,
    from: number,
    upTo: number,
  ): Promise<void> {
    const view = group[0]?.view;
    if (view === undefined) return;
    const frames = events === undefined ? undefined : framesOf(view, events, tail.epoch, upTo, liveSizes);
    let sent = 0;
    for (const member of group) {
      // who has moved on by itself meanwhile has what this round brings
      if (!member.isLive || member.view !== view || member.cursor !== from) continue;
      if (frames === undefined || !sendFrames(member, frames, upTo)) fallBehind(member);
      sent += frames?.length ?? 0;
      if (sent < SENT_AT_ONCE) continue;
      sent = 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** @returns false where its line is full before all of them are sent */
  function sendFrames(member: Member, frames: readonly Frame[], upTo: number): boolean {
    const { outlet } = member.options;
    for (const { bytes, events, upTo: reached } of frames) {
      if (outlet.bufferedBytes > limits.fullBytes) return false;
      outlet.send(bytes);
      member.eventsSent += events;
      member.cursor = reached;
    }
    member.cursor = upTo;
    return true;
  }

  function goLive(member: Member): void {
    member.isLive = true;
    const group = groups.get(member.view.key) ?? new Set();
    const [known] = group;
    // one object for all who see the same: frames are made by it, and members told apart from those who have moved on
    if (known !== undefined) member.view = known.view;
    groups.set(member.view.key, group.add(member));
    member.options.onLive?.();
  }

  function leaveGroup(member: Member): void {
    member.isLive = false;
    const group = groups.get(member.view.key);
    group?.delete(member);
    if (group?.size === 0) groups.delete(member.view.key);
  }

  function fallBehind(member: Member): void {
    leaveGroup(member);
    void catchUp(member);
  }

  async function catchUp(member: Member): Promise<void> {
    try {
      while (!member.isEnded) {
        await drained(member.options.outlet);
        if (member.isEnded) return;
        if (member.cursor === passed) {
          goLive(member);
          return;
        }
        // what it has is newer than the last round
        if (member.cursor > passed) await nextRound();
        else await sendPage(member);
      }
    } catch {
      endMember(member, 'busy');
    }
  }

  async function sendPage(member: Member): Promise<void> {
    const upTo = passed;
    const remembered = tail.recent(member.cursor, upTo, PAGE);
    const page = remembered ?? (await readPage(member));
    if (page === undefined || member.isEnded) return;
    // what came since belongs to the rounds
    const events = remembered === undefined ? page.filter(({ sequence }) => sequence <= upTo) : page;
    const reached = events.length < PAGE ? upTo : (events.at(-1)?.sequence ?? upTo);
    sendFrames(member, framesOf(member.view, events, tail.epoch, reached, pageSizes), reached);
  }

  async function readPage(member: Member): Promise<readonly StreamedEvent[] | undefined> {
    const { cursor, options } = member;
    const page = await turns.run(options.owner, () => readLog(cursor, PAGE));
    if (page.epoch === tail.epoch && page.pruned <= cursor) return page.events;
    endMember(member, 'out-of-range');
    return undefined;
  }

  function nextRound(): Promise<void> {
    return new Promise((resolve) => {
      waiting.push(resolve);
      if (tail.sequence > passed) scheduleRound();
    });
  }

  function drained(outlet: Outlet): Promise<void> | undefined {
    if (outlet.bufferedBytes <= limits.drainedBytes) return undefined;
    return new Promise((resolve) => outlet.whenDrained(resolve));
  }

  function endMember(member: Member, ending?: Ending): void {
    if (member.isEnded) return;
    if (member.isLive) leaveGroup(member);
    member.isEnded = true;
    members.delete(member);
    sleepUnlessNeeded();
    if (ending !== undefined) member.options.onEnd(ending);
  }

  function sleepUnlessNeeded(): void {
    if (members.size === 0 && watchers.size === 0) tail.sleep();
  }

  async function wake(forWatcher = false): Promise<void> {
    await tail.wake();
    // nobody is sent rounds, so none is missed
    if (groups.size === 0 && !rounding && !watched) passed = tail.sequence;
    if (forWatcher) watched = true;
  }

  async function begin(member: Member): Promise<void> {
    try {
      await wake();
      if (member.cursor < 0) member.cursor = tail.sequence;
    } catch {
      endMember(member, 'failed');
      return;
    }
    await catchUp(member);
  }

  return {
    follow(options) {
      const member: Member = {
        options,
        view: options.view,
        cursor: options.after ?? -1,
        isLive: false,
        isEnded: false,
        eventsSent: 0,
        changeView(view) {
          const { isLive } = member;
          if (isLive) leaveGroup(member);
          member.view = view;
          if (isLive) void catchUp(member);
        },
        end: () => endMember(member),
      };
      members.add(member);
      void begin(member);
      return member;
    },
    async watch(listener) {
      watchers.add(listener);
      try {
        await wake(true);
      } catch (error) {
        watchers.delete(listener);
        sleepUnlessNeeded();
        throw error;
      }
      return () => {
        watchers.delete(listener);
        watched = watchers.size > 0;
        sleepUnlessNeeded();
      };
    },
    get epoch() {
      return tail.epoch;
    },
    get followers() {
      return members.size;
    },
    get followersLive() {
      let live = 0;
      for (const group of groups.values()) live += group.size;
      return live;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      for (const member of members) endMember(member);
      tail.sleep();
    },
  };
}
