/**
 * Periods of machines as they are needed: what has been read is kept, and read again where it has become out of date.
 *
 * What is wanted is cut into weeks, nearest first, and each machine's gaps in a week are read in one go; two questions
 * are under way at once. What is out of date stays on the screen until its successor is there. A question that fails is
 * asked again by itself, after a pause that grows.
 */
import { type Coverage, gapsIn, type Interval, withInterval, withoutInterval } from './coverage.ts';
import { emptyLane, type Lane, makeLane, type Period } from './lane.ts';
import { spliced } from './spliced.ts';
import { DAY_MS } from './view.ts';

const BLOCK_MS = 7 * DAY_MS;
const AT_ONCE = 2;
const PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 20_000;

export interface PeriodQuestion extends Interval {
  readonly machineIds: readonly string[];
}

/** All periods that overlap the interval, whole, sorted by their start. */
export type ReadPeriods = (question: PeriodQuestion, signal: AbortSignal) => Promise<readonly Period[]>;

interface Kept {
  lane: Lane;
  known: Coverage;
  /** What has been read, out of date or not. */
  seen: Coverage;
  /** What is being read. */
  asked: Coverage;
}

interface Reading extends PeriodQuestion {
  /** What has become out of date since it was asked. */
  readonly stale: { readonly machineId: string; readonly interval: Interval }[];
}

export interface PeriodStore {
  laneOf(machineId: string): Lane;
  /** What of the interval has not been read yet. */
  unseen(machineId: string, interval: Interval): readonly Interval[];
  /** From now on these are kept up to date; what is missing is read. The last call counts. */
  want(machineIds: readonly string[], interval: Interval): void;
  /** @param machineId absent: of all machines */
  markStale(interval: Interval, machineId?: string): void;
  /** Why the last question failed; undefined once one has been answered. */
  readonly failure: unknown;
  subscribe(listener: () => void): () => void;
  stop(): void;
}

export const ALWAYS: Interval = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

export function createPeriodStore(read: ReadPeriods): PeriodStore {
  const machines = new Map<string, Kept>();
  const readings = new Set<Reading>();
  const listeners = new Set<() => void>();
  const stopping = new AbortController();
  let wanted: PeriodQuestion | undefined;
  let failure: unknown;
  let pauseMs = PAUSE_MS;
  let pause: ReturnType<typeof setTimeout> | undefined;

  function keptOf(machineId: string): Kept {
    const known = machines.get(machineId) ?? { lane: emptyLane, known: [], seen: [], asked: [] };
    machines.set(machineId, known);
    return known;
  }

  function tell(): void {
    for (const listener of listeners) listener();
  }

  function next(): PeriodQuestion | undefined {
    if (wanted === undefined) return undefined;
    for (const block of blocksOf(wanted)) {
      const missing = wanted.machineIds.flatMap((machineId) => {
        const { known, asked } = keptOf(machineId);
        const gaps = gapsIn(asked.reduce(withInterval, known), block);
        const [first, last] = [gaps[0], gaps.at(-1)];
        return first === undefined || last === undefined ? [] : [{ machineId, fromMs: first.fromMs, toMs: last.toMs }];
      });
      const [first] = missing;
      if (first === undefined) continue;
      const alike = missing.filter(({ fromMs, toMs }) => fromMs === first.fromMs && toMs === first.toMs);
      return { machineIds: alike.map(({ machineId }) => machineId), fromMs: first.fromMs, toMs: first.toMs };
    }
    return undefined;
  }

  function readOn(): void {
    while (readings.size < AT_ONCE && pause === undefined && !stopping.signal.aborted) {
      const question = next();
      if (question === undefined) return;
      void ask({ ...question, stale: [] });
    }
  }

  async function ask(reading: Reading): Promise<void> {
    readings.add(reading);
    for (const machineId of reading.machineIds) {
      const kept = keptOf(machineId);
      kept.asked = withInterval(kept.asked, reading);
    }
    try {
      take(reading, await read(reading, stopping.signal));
      failure = undefined;
      pauseMs = PAUSE_MS;
    } catch (error) {
      if (stopping.signal.aborted) return;
      failure = error;
      pause = setTimeout(() => {
        pause = undefined;
        readOn();
      }, pauseMs);
      pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
    } finally {
      readings.delete(reading);
      for (const machineId of reading.machineIds) {
        const kept = keptOf(machineId);
        kept.asked = withoutInterval(kept.asked, reading);
      }
    }
    if (stopping.signal.aborted) return;
    tell();
    readOn();
  }

  function take(reading: Reading, periods: readonly Period[]): void {
    const byMachine = Map.groupBy(periods, (period) => period.machineId);
    for (const machineId of reading.machineIds) {
      const kept = keptOf(machineId);
      kept.lane = makeLane(spliced(kept.lane, reading, byMachine.get(machineId) ?? []));
      kept.known = withInterval(kept.known, reading);
      kept.seen = withInterval(kept.seen, reading);
    }
    // what happened while the answer was made may or may not be in it
    for (const { machineId, interval } of reading.stale) {
      const kept = keptOf(machineId);
      kept.known = withoutInterval(kept.known, interval);
    }
  }

  return {
    laneOf: (machineId) => machines.get(machineId)?.lane ?? emptyLane,
    unseen: (machineId, interval) => gapsIn(machines.get(machineId)?.seen ?? [], interval),
    get failure() {
      return failure;
    },
    want(machineIds, interval) {
      wanted = { machineIds, ...interval };
      readOn();
    },
    markStale(interval, machineId) {
      for (const id of machineId === undefined ? machines.keys() : [machineId]) {
        const kept = machines.get(id);
        if (kept === undefined) continue;
        kept.known = withoutInterval(kept.known, interval);
        for (const reading of readings)
          if (reading.machineIds.includes(id)) reading.stale.push({ machineId: id, interval });
      }
      readOn();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop() {
      stopping.abort();
      clearTimeout(pause);
    },
  };
}

/** Weeks of the interval, the ones nearest to its middle first. */
function blocksOf({ fromMs, toMs }: Interval): Interval[] {
  const blocks: Interval[] = [];
  for (let at = Math.floor(fromMs / BLOCK_MS) * BLOCK_MS; at < toMs; at += BLOCK_MS) {
    blocks.push({ fromMs: at, toMs: at + BLOCK_MS });
  }
  const middleMs = (fromMs + toMs) / 2;
  const distance = (block: Interval) => Math.abs((block.fromMs + block.toMs) / 2 - middleMs);
  return blocks.sort((a, b) => distance(a) - distance(b));
}
