/**
 * Keeps what each machine in use does, and tells when that changes: the row and the event commit together, so a restart
 * repeats and loses nothing.
 *
 * On one process of all. It looks at each whole second behind which something was committed, by whichever process, and
 * every few seconds for what the clock alone changes: the end of a shift, silence. It reckons by the rules of the floor and
 * as of the same second, so a screen that reads the floor after an event finds what the event said. What comes and goes
 * between two looks is not told.
 *
 * After a start, and after taking over, silence proves nothing for a while: see {@link findStateChanges}.
 */
import { systemActor } from '../../../kernel/access.ts';
import { type Clock, SECOND_MS } from '../../../kernel/clock.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type HeadWatch, latestOf, rememberedUntil, type Store } from '../../../platform/outbox/index.ts';
import { createLeadership } from '../../../platform/schedule/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Machine, Machines } from '../../machines/index.ts';
import { machineStatusChanged } from '../events.ts';
import { readSigns, type SignSources } from '../floor/machine-signs.ts';
import { measurableUntil } from '../questions.ts';
import type { AnalyticsTables } from '../tables.ts';
import { createBeginnings } from './beginnings.ts';
import { findKeptStates, removeStates, writeStates } from './machine-states.repository.ts';
import { findStateChanges, type StateChange } from './state-changes.rules.ts';
import { stateGraceSeconds } from './states.settings.ts';

export interface StateWatcher {
  /** Watches from now on. */
  start(): void;
  /** Looks now. Does nothing where another process watches. */
  look(): Promise<void>;
  /** Ends a look that is under way, and lets another process watch. */
  stop(): Promise<void>;
}

export interface StateWatcherParts extends SignSources {
  readonly store: Store;
  readonly heads: HeadWatch;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly machines: Pick<Machines, 'listAllMachines'>;
}

/** Topics of the events that change what a machine does. */
const WATCHED_TOPICS = ['timeline', 'machine', 'place', 'reason', 'shift-calendar', 'cuts', 'run', 'ticket'] as const;

const LOOK_EVERY_MS = 3 * SECOND_MS;
/** Behind the second, so that what was committed in it counts. */
const BEHIND_MS = 5;
/** A process that stood still for so long has missed what came, as one that was down has. */
const STOOD_STILL_MS = 15 * SECOND_MS;

const WATCHER = 'machine-states';

export function createStateWatcher(parts: StateWatcherParts): StateWatcher {
  const { store, heads, clock, settings, machines } = parts;
  const log = parts.log.child({ module: 'machine-states' });
  const leadership = createLeadership(store, clock, WATCHER);
  const access = store.access<AnalyticsTables>();
  const findBeginnings = createBeginnings(parts.timeline);
  const allMachines = rememberedUntil(['machine'], () => machines.listAllMachines());
  let lookedHead = -1;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let leadsSinceMs: number | undefined;
  let looking: Promise<void> | undefined;
  let ticking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let isTroubled = false;

  async function look(): Promise<void> {
    const nowMs = clock.now();
    triedAtMs = nowMs;
    const inUse = (await allMachines(store.access())).filter(({ retiredAt }) => retiredAt === null);
    // an empty factory writes no lease every few seconds
    if (inUse.length === 0 && lookedAtMs === Number.NEGATIVE_INFINITY) return;
    if (!(await leadership.holds())) {
      leadsSinceMs = undefined;
      return;
    }
    if (leadsSinceMs === undefined || nowMs - lookedAtMs > STOOD_STILL_MS) leadsSinceMs = nowMs;
    lookedAtMs = nowMs;
    const isGrace = nowMs - leadsSinceMs < (await settings.valueOf(stateGraceSeconds)) * SECOND_MS;
    const kept = await findKeptStates(access);
    const byId = new Map(inUse.map((machine) => [machine.id, machine]));
    const signs = await readSigns(parts, [...byId.keys()], measurableUntil(nowMs));
    const changes = findStateChanges(signs, kept, isGrace, await findBeginnings(signs, kept));
    const gone = [...kept.keys()].filter((id) => !byId.has(id));
    if (changes.length + gone.length > 0) await keep(changes, gone, byId);
  }

  async function keep(
    changes: readonly StateChange[],
    gone: readonly string[],
    byId: ReadonlyMap<string, Machine>,
  ): Promise<void> {
    await store.transact(systemActor(WATCHER), async (tx) => {
      const own = tx.access<AnalyticsTables>();
      if (gone.length > 0) await removeStates(own, tx.engine, gone);
      const written = await writeStates(own, tx.engine, changes);
      for (const change of changes) {
        const machine = byId.get(change.machineId);
        if (machine === undefined || !change.isNews || !written.has(machine.id)) continue;
        tx.emit(machineStatusChanged(machine, change));
      }
    });
  }

  async function lookOnce(): Promise<void> {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  async function tick(): Promise<void> {
    try {
      const head = latestOf(await heads.current(), WATCHED_TOPICS);
      const isDue = Math.abs(clock.now() - triedAtMs) >= LOOK_EVERY_MS;
      if (stopped) return;
      if (head !== lookedHead || isDue) {
        await lookOnce();
        lookedHead = head;
      }
      isTroubled = false;
    } catch (error) {
      // once until it goes well again
      if (!isTroubled) log.error({ err: error }, 'What machines do could not be looked at; it is tried on');
      isTroubled = true;
    }
    next();
  }

  function next(): void {
    if (stopped) return;
    const waitMs = SECOND_MS - (clock.now() % SECOND_MS) + BEHIND_MS;
    timer = setTimeout(() => {
      ticking = tick();
    }, waitMs).unref();
  }

  return {
    look: lookOnce,
    start() {
      if (timer === undefined) next();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await ticking;
      await looking?.catch(() => {});
      if (leadsSinceMs === undefined) return;
      await leadership.release().catch((error: unknown) => {
        log.warn({ err: error }, 'Another process watches machines a little later: the lease could not be given back');
      });
    },
  };
}
