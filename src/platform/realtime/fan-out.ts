/**
 * Brings the events of the log to everybody who follows them: each one once, in order, from where they left off.
 *
 * Who is live is sent in rounds, at most four a second: whatever has happened meanwhile, in one frame, which is made once
 * for all who see the same. Who is behind reads on by pages, from memory or from the log, until nothing is between them
 * and the next round; then they are live. A follower whose line is full gets nothing more until it has drained, and is
 * behind by then: what waits for it is a number, not a heap of frames.
 */
import type { FairTurns } from '../../kernel/fair-turns.ts';
import type { Logger } from '../logging/index.ts';
import { createCatchUp } from './catch-up.ts';
import type { EventTail } from './event-tail.ts';
import { type Follower, type FollowOptions, type Member, sendFrames } from './followers.ts';
import { type Frame, framesOf, type View } from './frames.ts';
import type { RealtimeLimits } from './limits.ts';
import type { Ending } from './outlets.ts';
import type { ReadLog, StreamedEvent } from './streamed-events.ts';

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
  readonly log: Logger;
}

/** After as many sends of a round the event loop gets a turn. */
const SENT_AT_ONCE = 200;

export function createFanOut(parts: FanOutParts): FanOut {
  const { tail, limits, log } = parts;
  const members = new Set<Member>();
  const watchers = new Set<Watcher>();
  /** Live members by what they see. */
  const groups = new Map<string, Set<Member>>();
  const liveSizes = { events: limits.liveFrameEvents, characters: limits.frameBytes };
  const waiting: (() => void)[] = [];
  /** All that is live has been sent, or is being sent, everything up to here. */
  let passed = -1;
  let lastRoundAtMs = Number.NEGATIVE_INFINITY;
  let rounding = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  /** Whether watchers have been told everything so far. */
  let watched = false;

  const catchUp = createCatchUp({ ...parts, passed: () => passed, nextRound, goLive, end: endMember });

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
      if (events === undefined || events.length > 0) tellWatchers(events);
      for (const group of sending) await sendTo(group, events, from, upTo);
    } finally {
      rounding = false;
    }
    if (tail.sequence > passed) scheduleRound();
  }

  /** One that fails is in nobody's way, and is told the next ones all the same. */
  function tellWatchers(events: readonly StreamedEvent[] | undefined): void {
    for (const tell of watchers) {
      try {
        tell(events);
      } catch (error) {
        log.error({ err: error }, 'Events could not be told to somebody who watches all of them');
      }
    }
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
    const frames = events === undefined ? undefined : tryFrames(view, events, upTo);
    let sent = 0;
    for (const member of group) {
      // who has moved on by itself meanwhile has what this round brings
      if (!member.isLive || member.view !== view || member.cursor !== from) continue;
      if (frames === undefined || !trySend(member, frames, upTo)) fallBehind(member);
      sent += frames?.length ?? 0;
      if (sent < SENT_AT_ONCE) continue;
      sent = 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Undefined where a view fails: whoever sees by it is brought up to date one by one, and ended where that fails too. */
  function tryFrames(view: View, events: readonly StreamedEvent[], upTo: number): readonly Frame[] | undefined {
    try {
      return [...framesOf(view, events, tail.epoch, upTo, liveSizes)];
    } catch (error) {
      log.error({ err: error }, 'What happened could not be put into the form in which somebody follows it');
      return undefined;
    }
  }

  /** @returns false where its line is full; one whose line fails is ended */
  function trySend(member: Member, frames: readonly Frame[], upTo: number): boolean {
    try {
      return sendFrames(member, frames, upTo, limits.fullBytes);
    } catch (error) {
      log.error({ err: error }, 'What happened could not be sent to somebody who follows it');
      endMember(member, 'failed');
      return true;
    }
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

  function nextRound(): Promise<void> {
    return new Promise((resolve) => {
      waiting.push(resolve);
      if (tail.sequence > passed) scheduleRound();
    });
  }

  function endMember(member: Member, ending?: Ending): void {
    if (member.isEnded) return;
    if (member.isLive) leaveGroup(member);
    member.isEnded = true;
    member.place?.leave();
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
        place: undefined,
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
