/**
 * Looks for seats of a group that no row names: where the database was restored, the broker may deal to sessions of which
 * there are no rows.
 *
 * Goes once through the numbers from 1 on, until several in a row had no session. Where a number cannot be asked for it is
 * tried again; where the broker lets nobody in by such a name, that is said, and it ends.
 */
import type { Logger } from '../logging/index.ts';
import type { Seats } from './seats.ts';
import { SignInRefused } from './session-search.ts';

export interface SeatSearch {
  /** Of which it asks: a connection of another kind by the name of that seat would end the one that asks. */
  readonly number: number | undefined;
  /** Pending while it is under way. */
  readonly underWay: Promise<void> | undefined;
  /** Begins, or goes on from the number that it has reached. Does nothing while it is under way, nor once it has ended. */
  goOn(): void;
}

export interface SeatSearchParts {
  readonly group: string;
  readonly log: Logger;
  readonly seats: Seats;
  /** Numbers in a row without a session after which it ends. */
  readonly ahead: number;
  readonly isSitting: (number: number) => boolean;
  readonly isStopping: () => boolean;
  /** Asks the broker. @throws SignInRefused, or where it does not answer */
  readonly hasSession: (number: number) => Promise<boolean>;
  readonly sit: (number: number) => void;
}

export function createSeatSearch(parts: SeatSearchParts): SeatSearch {
  const { group, log, seats, ahead, isSitting, isStopping } = parts;
  let underWay: Promise<void> | undefined;
  let hasEnded = false;
  let asked: number | undefined;
  let next = 1;
  let missing = 0;

  async function search(): Promise<void> {
    const known = new Set((await seats.list()).map(({ number }) => number));
    for (; missing < ahead && !isStopping(); next++) {
      // in a row: behind a seat that is there, the next one may be as well
      missing = known.has(next) || (await findSeat(next)) ? 0 : missing + 1;
    }
  }

  /** Whether there is a seat by a number without a row; it is taken then, where no other process has it. */
  async function findSeat(number: number): Promise<boolean> {
    // its own may have been taken since the rows were read
    if (isSitting(number)) return true;
    asked = number;
    try {
      if (!(await seats.take(number))) return true;
      const isThere = await parts.hasSession(number).catch(async (err: unknown) => {
        await seats.remove(number);
        throw err;
      });
      if (!isThere) await seats.remove(number);
      else if (isStopping()) await seats.leave(number);
      else parts.sit(number);
      return isThere;
    } finally {
      asked = undefined;
    }
  }

  async function searchAndTell(): Promise<void> {
    try {
      await search();
      hasEnded = true;
    } catch (err) {
      hasEnded = err instanceof SignInRefused && err.isLasting;
      if (hasEnded) log.warn({ err }, `Sessions of the group '${group}' cannot be looked for from seat ${next} on`);
      else log.info({ err }, `Sessions of the group '${group}' are looked for again later`);
    }
    underWay = undefined;
  }

  return {
    get number() {
      return asked;
    },
    get underWay() {
      return underWay;
    },
    goOn() {
      if (!hasEnded) underWay ??= searchAndTell();
    },
  };
}
