/**
 * Notices to everybody who speaks the frames of the old front end: one watcher of the events for all of them, and each
 * notice is put together once.
 *
 * They cannot resume: who does not read what is sent is cut off, connects again, and reads the lists anew.
 */
import { hiddenTopics } from '../../kernel/access.ts';
import type { Clock } from '../../kernel/clock.ts';
import { SECOND_MS } from '../../kernel/clock.ts';
import { formatInstant } from '../../kernel/instant.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Connection, Realtime, StreamedEvent } from '../../platform/realtime/index.ts';
import type { SettingsReader } from '../../platform/settings/index.ts';
import type { FloorReads } from '../analytics/index.ts';
import { toOldMachineSummary } from './old-dashboard.wire.ts';
import type { OldMachineStatus, OldStatus } from './old-frames.schemas.ts';
import { type OldGroup, type OldNotice, oldGroups, oldNoticesOf, touchedMachine } from './old-notices.rules.ts';
import { oldLiveWithoutSignIn } from './predecessor.settings.ts';

export interface OldLiveParts {
  readonly realtime: Realtime;
  readonly settings: SettingsReader;
  readonly floor: FloorReads;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface OldListener {
  readonly connection: Connection;
  readonly clientId: string;
  readonly groups: Set<OldGroup>;
  readonly connectedAtMs: number;
}

export interface OldLive {
  /** Resolves when everything that is committed from then on is told. @throws what keeps it from that */
  join(listener: OldListener): Promise<void>;
  leave(listener: OldListener): void;
  readonly listeners: ReadonlySet<OldListener>;
  /** Sends what no event stands behind to those in the group, and to `all`. */
  broadcast(type: string, data: Readonly<Record<string, unknown>>, group: OldGroup): number;
  strangersAllowed(): Promise<boolean>;
  stop(): void;
}

/** States of machines are read as often, however much happens. */
const STATES_EVERY_MS = SECOND_MS;
/** What comes together is told together. */
const STATES_SOON_MS = 50;
/** So many machines in one notice each; beyond, pages are told to refresh. */
const STATES_MAX = 100;

export function createOldLive({ realtime, settings, floor, clock, log }: OldLiveParts): OldLive {
  const listeners = new Set<OldListener>();
  const touched = new Set<string>();
  let watching: Promise<() => void> | undefined;
  let statesTimer: NodeJS.Timeout | undefined;
  let toldAtMs = Number.NEGATIVE_INFINITY;

  function frameOf(type: string, data: object, atMs: number): Buffer {
    return Buffer.from(JSON.stringify({ type, data, timestamp: formatInstant(atMs) }));
  }

  function sendTo({ connection }: OldListener, frame: Buffer): void {
    if (connection.outlet.bufferedBytes > realtime.limits.fullBytes) {
      connection.end('too-slow', 'More was waiting to be read than is kept; connect again.');
    } else connection.outlet.send(frame);
  }

  function tell(notice: OldNotice): void {
    const full = frameOf(notice.type, notice.data, notice.occurredAt);
    const bare =
      notice.toStrangers === undefined ? undefined : frameOf(notice.type, notice.toStrangers, notice.occurredAt);
    for (const listener of listeners) {
      if (!listener.groups.has('all') && !listener.groups.has(notice.group)) continue;
      const { actor } = listener.connection;
      const frame = actor === undefined ? bare : hiddenTopics(actor).includes(notice.topic) ? undefined : full;
      if (frame !== undefined) sendTo(listener, frame);
    }
  }

  function broadcast(type: string, data: Readonly<Record<string, unknown>>, group: OldGroup): number {
    const frame = frameOf(type, data, clock.now());
    const reached = [...listeners].filter(({ groups }) => groups.has('all') || groups.has(group));
    for (const listener of reached) sendTo(listener, frame);
    return reached.length;
  }

  function onEvents(events: readonly StreamedEvent[] | undefined): void {
    if (events === undefined) {
      broadcast('dashboard_refresh', { refresh_all: true }, 'dashboard');
      return;
    }
    for (const notice of oldNoticesOf(events)) tell(notice);
    for (const event of events) {
      const machineId = touchedMachine(event);
      if (machineId !== undefined) touched.add(machineId);
    }
    if (touched.size === 0 || statesTimer !== undefined) return;
    const waitMs = Math.max(STATES_SOON_MS, toldAtMs + STATES_EVERY_MS - performance.now());
    statesTimer = setTimeout(() => void tellStates(), waitMs);
    statesTimer.unref();
  }

  async function tellStates(): Promise<void> {
    const ids = new Set(touched);
    touched.clear();
    statesTimer = undefined;
    toldAtMs = performance.now();
    try {
      if (ids.size > STATES_MAX) {
        broadcast('dashboard_refresh', { refresh_all: true }, 'dashboard');
        return;
      }
      const { machines, asOfMs } = await floor.currentFloor();
      const changed = machines.filter(({ machine }) => ids.has(machine.id));
      for (const { machine_id, status, utilization } of toOldMachineSummary(changed)) {
        const data: OldMachineStatus = { machine_id, status, utilization };
        tell({
          type: 'machine_status_update',
          group: 'machines',
          topic: 'machine',
          data,
          toStrangers: data,
          occurredAt: asOfMs,
        });
      }
    } catch (error) {
      log.warn({ err: error }, 'States of machines could not be read for the old front end');
    }
  }

  const strangersAllowed = () => settings.valueOf(oldLiveWithoutSignIn);

  async function sendAwayStrangers(): Promise<void> {
    const strangers = [...listeners].filter(({ connection }) => connection.actor === undefined);
    if (strangers.length === 0) return;
    try {
      if (await strangersAllowed()) return;
      for (const { connection } of strangers) {
        connection.end('not-authenticated', 'Live notices without signing in are not allowed any more.');
      }
    } catch (error) {
      log.debug({ err: error }, 'Could not look whether strangers may still listen; trying again');
    }
  }

  const strangersTimer = setInterval(() => void sendAwayStrangers(), SECOND_MS);
  strangersTimer.unref();

  return {
    listeners,
    broadcast,
    strangersAllowed,
    async join(listener) {
      listeners.add(listener);
      const started = (watching ??= realtime.fanOut.watch(onEvents));
      try {
        await started;
      } catch (error) {
        if (watching === started) watching = undefined;
        listeners.delete(listener);
        throw error;
      }
    },
    leave(listener) {
      listeners.delete(listener);
      if (listeners.size > 0 || watching === undefined) return;
      watching.then(
        (stop) => stop(),
        // whoever joined has been told
        () => {},
      );
      watching = undefined;
    },
    stop() {
      clearInterval(strangersTimer);
      clearTimeout(statesTimer);
    },
  };
}

/** What `get_status` and the admin's `get_connections` tell. @param shown whose names are told */
export function statusOf({ listeners }: OldLive, shown: (listener: OldListener) => boolean): OldStatus {
  const all = [...listeners];
  const numbers = oldGroups.map((group) => [group, all.filter(({ groups }) => groups.has(group)).length] as const);
  return {
    total_connections: all.length,
    subscriptions: Object.fromEntries(numbers),
    clients: all.filter(shown).map(({ clientId, connectedAtMs, groups }) => ({
      client_id: clientId,
      connected_at: formatInstant(connectedAtMs),
      subscriptions: [...groups],
    })),
  };
}
