/** When FourJaw's list of assets is read, and what is kept of how that went. */
import { HOUR_MS } from '../../kernel/clock.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import { type MachineCalls, takeAssets } from './asset-sync.ts';
import { machinesOf } from './assets.rules.ts';
import { FourJawFailure } from './client/failures.ts';
import type { FourJawClient } from './client/fourjaw-client.ts';
import type { Timing } from './client/timing.ts';
import { poller } from './poller.ts';
import { changeState } from './state.repository.ts';
import type { FourJawStateTable, FourJawTables } from './tables.ts';

export interface AssetList {
  /**
   * Hourly, and when somebody asks for it; a list that fails keeps no machine from being fetched.
   * @param attempts how often it is asked for at most
   * @returns why it could not be read; null where it was, or was not due
   */
  sync(before: FourJawStateTable, signal: AbortSignal, attempts?: number): Promise<FourJawFailure | null>;
}

const ASSETS_EVERY_MS = HOUR_MS;

export function createAssetList(
  {
    machineLevel,
    assetIds,
  }: { readonly machineLevel: string | undefined; readonly assetIds: readonly string[] | undefined },
  client: FourJawClient,
  {
    store,
    machines,
    timing,
    log,
  }: { readonly store: Store; readonly machines: MachineCalls; readonly timing: Timing; readonly log: Logger },
): AssetList {
  return {
    async sync(before, signal, attempts) {
      const access = store.access<FourJawTables>();
      const isWanted = before.sync_requested > before.sync_served;
      if (!isWanted && timing.wallMs() - (before.assets_synced_at ?? 0) < ASSETS_EVERY_MS) return null;
      try {
        const assets = machinesOf(await client.fetchAssets(signal, attempts), machineLevel, assetIds);
        const made = await takeAssets(poller, machines, assets);
        if (made > 0) log.info({ payload: { made } }, `${made} machines made from FourJaw’s list of assets`);
        await changeState(access, { assets_synced_at: timing.wallMs(), assets_error: null });
        return null;
      } catch (error) {
        if (!(error instanceof FourJawFailure)) throw error;
        // a list that was not asked for may well be readable
        if (!error.isNews) return error;
        if (before.assets_error !== error.message)
          log.warn({ err: error }, 'FourJaw’s list of assets could not be read');
        await changeState(access, { assets_error: error.message });
        return error;
      }
    },
  };
}
