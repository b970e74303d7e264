/** Numbers that machines reported, for whoever asks; and the end of those that are too old. */
import { type Clock, DAY_MS } from '../../../kernel/clock.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../../kernel/paging.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { IngestionTables } from '../tables.ts';
import {
  deleteSamplesBefore,
  deleteValuesBefore,
  findLatest,
  findSamples,
  listSeries,
  type PlacedSample,
  type SeriesRange,
} from './telemetry.repository.ts';
import { telemetryDays } from './telemetry.settings.ts';
import type { LatestValue } from './telemetry.types.ts';

export interface SeriesListing extends SeriesRange {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface Telemetry {
  /** The latest value of each name. @throws machine-not-found */
  latestOf(machineId: string): Promise<LatestValue[]>;
  /** By time; empty for a name that there is not. @throws machine-not-found, cursor-invalid */
  listSeries(listing: SeriesListing): Promise<Page<PlacedSample>>;
  /** Removes what is older than is kept. Returns how many samples. */
  prune(): Promise<number>;
}

export interface TelemetryDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: SettingsReader;
  readonly machines: Pick<Machines, 'getMachine'>;
}

/** Rows in one transaction: writers wait for no longer than that takes. */
const REMOVED_AT_ONCE = 2_000;

export function createTelemetry({ store, clock, settings, machines }: TelemetryDependencies): Telemetry {
  const access = () => store.access<IngestionTables>();
  return {
    async latestOf(machineId) {
      await machines.getMachine(machineId);
      return findLatest(access(), machineId);
    },

    async listSeries({ cursor, limit = PAGE_LIMIT_DEFAULT, ...range }) {
      await machines.getMachine(range.machineId);
      const [after] = cursor === undefined ? [] : (decodeCursor(cursor, ['number']) as [number]);
      return toPage(await findSamples(access(), range, after, limit), limit, ({ slotStart }) => [slotStart]);
    },

    async prune() {
      const beforeMs = clock.now() - (await settings.valueOf(telemetryDays)) * DAY_MS;
      let total = 0;
      for (const series of await listSeries(access())) {
        for (;;) {
          const { removed, hasMore } = await deleteSamplesBefore(access(), series, beforeMs, REMOVED_AT_ONCE);
          total += removed;
          if (!hasMore) break;
        }
      }
      await deleteValuesBefore(access(), beforeMs);
      return total;
    },
  };
}
