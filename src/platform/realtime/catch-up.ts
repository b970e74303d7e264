/** Followers who are behind: pages from memory or from the log, until nothing is between them and the next round. */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { DomainError } from '../../kernel/errors.ts';
import type { FairTurns } from '../../kernel/fair-turns.ts';
import type { Logger } from '../logging/index.ts';
import type { EventTail } from './event-tail.ts';
import { type Member, sendFrames } from './followers.ts';
import { framesOf } from './frames.ts';
import type { RealtimeLimits } from './limits.ts';
import type { Ending, Outlet } from './outlets.ts';
import { createPlaces } from './places.ts';
import type { LogPage, ReadLog, StreamedEvent } from './streamed-events.ts';

export interface CatchUpParts {
  readonly tail: EventTail;
  readonly readLog: ReadLog;
  readonly turns: FairTurns;
  readonly limits: RealtimeLimits;
  readonly log: Logger;
  /** The sequence up to which all that is live has been sent everything. */
  readonly passed: () => number;
  /** Resolves when a round has moved that on. */
  readonly nextRound: () => Promise<void>;
  /** In the turn in which nothing is between the follower and the next round. */
  readonly goLive: (member: Member) => void;
  readonly end: (member: Member, ending: Ending) => void;
}

/** Events that are read from the log at once for one who is behind. */
const PAGE = 1_000;
/** For so long after events have come others are taken to be at work. */
const BUSY_MS = 250;
/** A page that takes longer waits for the database, and takes nothing from others meanwhile. */
const REST_MAX_MS = 500;

/** @returns what brings a follower to where it is live, or ends it; never rejects */
export function createCatchUp(parts: CatchUpParts): (member: Member) => Promise<void> {
  const { tail, readLog, turns, limits, log, passed } = parts;
  const places = createPlaces({ all: limits.catchUpsMax, ofCaller: limits.catchUpsOfCallerMax });
  const sizes = { events: limits.frameEvents, characters: limits.frameBytes };
  let advancedAtMs = Number.NEGATIVE_INFINITY;
  tail.onAdvanced(() => {
    advancedAtMs = performance.now();
  });
  /** The last page that was full: those who come back together ask for the same, one behind the other. */
  let fullPage: LogPage | undefined;
  /** Who is not live; without them nobody needs the page. */
  let behind = 0;
  tail.onReplaced(() => {
    fullPage = undefined;
  });

  /** So little that its line holds it as one that is drained. */
  function isLittle(events: readonly StreamedEvent[] | undefined): boolean {
    if (events === undefined) return false;
    let characters = 0;
    for (const event of events) {
      characters += event.json().length;
      if (characters > limits.drainedBytes) return false;
    }
    return true;
  }

  /** What waits on the line in the end is no more than what a drained one holds. */
  async function sendPageInPlace(member: Member): Promise<void> {
    const place = places.take(member.options.caller);
    member.place = place;
    try {
      await place.given;
      if (!member.isEnded) await sendPage(member);
      await drained(member.options.outlet);
    } finally {
      place.leave();
    }
  }

  async function sendPage(member: Member): Promise<void> {
    const upTo = passed();
    const remembered = tail.recent(member.cursor, upTo, PAGE);
    if (remembered === undefined) await turns.run(member.options.owner, () => sendPageOfLog(member));
    else sendEvents(member, remembered, remembered.length < PAGE ? upTo : (remembered.at(-1)?.sequence ?? upTo));
  }

  /** One at a time. While others are at work it takes half of the time at most: to be up to date is in no such hurry. */
  async function sendPageOfLog(member: Member): Promise<void> {
    if (member.isEnded) return;
    const startedAtMs = performance.now();
    const upTo = passed();
    const shared = findPage(member.cursor);
    // as while a page is read, all else goes on in between
    if (shared !== undefined) await setImmediate();
    const page = shared ?? (await readLog(member.cursor, PAGE));
    if (member.isEnded) return;
    if (page.epoch !== tail.epoch || page.pruned > member.cursor) return parts.end(member, 'out-of-range');
    const isFull = page.events.length === PAGE;
    if (isFull) fullPage = page;
    // what came since belongs to the rounds
    const events = page.events.filter(({ sequence }) => sequence > member.cursor && sequence <= upTo);
    sendEvents(member, events, isFull ? Math.min(lastOf(page), upTo) : upTo);
    const endedAtMs = performance.now();
    if (endedAtMs - advancedAtMs < BUSY_MS) await setTimeout(Math.min(endedAtMs - startedAtMs, REST_MAX_MS));
  }

  /** One that has events behind `cursor`, and no gap there. */
  function findPage(cursor: number): LogPage | undefined {
    if (fullPage === undefined || fullPage.epoch !== tail.epoch) return undefined;
    const first = fullPage.events[0]?.sequence ?? 0;
    return cursor >= first - 1 && cursor < lastOf(fullPage) ? fullPage : undefined;
  }

  /** @param reached what they stand for, together with those that were passed over */
  function sendEvents(member: Member, events: readonly StreamedEvent[], reached: number): void {
    sendFrames(member, framesOf(member.view, events, tail.epoch, reached, sizes), reached, limits.fullBytes);
  }

  function drained(outlet: Outlet): Promise<void> | undefined {
    if (outlet.bufferedBytes <= limits.drainedBytes) return undefined;
    return new Promise((resolve) => outlet.whenDrained(resolve));
  }

  async function goOn(member: Member): Promise<void> {
    while (!member.isEnded) {
      await drained(member.options.outlet);
      if (member.isEnded) return;
      if (member.cursor === passed()) return parts.goLive(member);
      // what it has is newer than the last round
      if (member.cursor > passed()) await parts.nextRound();
      else if (isLittle(tail.recent(member.cursor, passed(), PAGE))) await sendPage(member);
      else await sendPageInPlace(member);
    }
  }

  return async (member) => {
    behind++;
    try {
      await goOn(member);
    } catch (error) {
      if (error instanceof DomainError) return parts.end(member, 'busy');
      log.error({ err: error }, 'Somebody who follows the events could not be brought up to date');
      parts.end(member, 'failed');
    } finally {
      if (--behind === 0) fullPage = undefined;
    }
  };
}

function lastOf({ events, head }: LogPage): number {
  return events.at(-1)?.sequence ?? head;
}
