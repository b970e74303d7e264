/** What the tests of FourJaw share: the module on a database of its own, the double, and time that passes when it is told to. */
import { pino } from 'pino';
import {
  createFourJawService,
  type FourJaw,
  type FourJawSettings,
} from '../../../src/modules/fourjaw/fourjaw.service.ts';
import type { Timing } from '../../../src/modules/fourjaw/index.ts';
import type { Database } from '../../../src/platform/database/index.ts';
import { TestClock } from '../../support/clock.ts';
import { FOURJAW_KEY, type FourJawPeriod, type FourJawServer, startFourJaw } from '../../support/fourjaw-server.ts';
import { factoryOn, type LoadedFactory } from '../ingestion/ingestion-fixture.ts';

export const MACHINE = '6809f67ffc54c40ff1b489cf';
export const OTHER = '6809f8df20e024b627b489eb';

export interface ConnectedFactory extends LoadedFactory {
  readonly fourjaw: FourJaw;
  readonly server: FourJawServer;
  readonly clock: TestClock;
  readonly timing: TestTiming;
  /** What it has said since, from info on. */
  lines(): LogLine[];
  /** Another process on the same database. */
  another(more?: Partial<FourJawSettings>): FourJaw;
  close(): Promise<void>;
}

export interface LogLine {
  /** 40: warning. */
  readonly level: number;
  readonly msg: string;
}

/** Pauses end at once, and the time that they would have taken has passed. */
export class TestTiming implements Timing {
  readonly clock: TestClock;
  readonly pauses: number[] = [];
  #nextRandom: () => number;
  #monotonicMs = 0;

  constructor(clock: TestClock, random: () => number = () => 0.5) {
    this.clock = clock;
    this.#nextRandom = random;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  wallMs(): number {
    return this.clock.now();
  }

  random(): number {
    return this.#nextRandom();
  }

  pause(pauseMs: number): Promise<void> {
    this.pauses.push(pauseMs);
    this.#monotonicMs += pauseMs;
    return Promise.resolve();
  }

  advance(byMs: number): void {
    this.#monotonicMs += byMs;
    this.clock.advance(byMs);
  }
}

export function settingsFor(server: FourJawServer, changes: Partial<FourJawSettings> = {}): FourJawSettings {
  return {
    baseUrl: server.baseUrl,
    apiKey: FOURJAW_KEY,
    assetIds: [MACHINE],
    machineLevel: undefined,
    pollIntervalMs: 60_000,
    firstDays: 30,
    concurrency: 2,
    pageSize: 1_000,
    timeoutMs: 5_000,
    statusPeriodsPath: '/status-periods',
    assetsPath: '/assets',
    ...changes,
  };
}

export async function connectFactory(
  database: Database,
  changes: Partial<FourJawSettings> = {},
  clock = new TestClock(),
): Promise<ConnectedFactory> {
  const server = await startFourJaw(() => clock.now());
  const factory = factoryOn(database, clock);
  const timing = new TestTiming(clock);
  const opened: FourJaw[] = [];
  const lines: string[] = [];
  const open = (more: Partial<FourJawSettings> = {}) => {
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    const fourjaw = createFourJawService(settingsFor(server, { ...changes, ...more }), { ...factory, log, timing });
    opened.push(fourjaw);
    return fourjaw;
  };
  return {
    ...factory,
    fourjaw: open(),
    another: open,
    server,
    clock,
    timing,
    lines: () => lines.map((line) => JSON.parse(line) as LogLine),
    async close() {
      for (const fourjaw of opened) await fourjaw.close();
      await server.close();
    },
  };
}

/** Ten minutes each, one after the other; the numbers are their places. */
export function periodsOf(machineId: string, startMs: number, count: number): FourJawPeriod[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `${machineId.slice(-4)}${at.toString(16).padStart(20, '0')}`,
    machine_id: machineId,
    downtime_reason_name: at % 3 === 0 ? 'No Reason Required' : 'Coil Change ',
    start_timestamp: new Date(startMs + at * 600_000).toISOString(),
    end_timestamp: new Date(startMs + (at + 1) * 600_000).toISOString(),
    productivity: at % 3 === 0 ? 'productive' : 'unproductive',
    classification: at % 3 === 0 ? 'UPTIME' : 'DOWNTIME',
  }));
}
