/** Who follows the events: what each sees, where it is, and how frames reach its line. */
import type { Frame, View } from './frames.ts';
import type { Ending, Outlet } from './outlets.ts';
import type { Place } from './places.ts';

export interface FollowOptions {
  readonly view: View;
  readonly outlet: Outlet;
  /** The last event that the follower has; undefined: only what comes from now on. */
  readonly after: number | undefined;
  /** Of the connection: followers of one owner take turns at reading pages. */
  readonly owner: string;
  /** Whoever is behind the connection: callers take turns where many are far behind. */
  readonly caller: string;
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

/** A follower as those see it who send to it. */
export interface Member extends Follower {
  view: View;
  cursor: number;
  isLive: boolean;
  isEnded: boolean;
  eventsSent: number;
  /** While it is far behind and reads pages, or waits to. */
  place: Place | undefined;
  readonly options: FollowOptions;
}

/** @returns false where its line is full before all of them are sent */
export function sendFrames(member: Member, frames: Iterable<Frame>, upTo: number, fullBytes: number): boolean {
  const { outlet } = member.options;
  for (const { bytes, events, upTo: reached } of frames) {
    if (outlet.bufferedBytes > fullBytes) return false;
    outlet.send(bytes);
    member.eventsSent += events;
    member.cursor = reached;
  }
  member.cursor = upTo;
  return true;
}
