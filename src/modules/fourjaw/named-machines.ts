/**
 * Machines that somebody names for a back-fill: whether there are such, before anything of them is fetched.
 *
 * A machine is known where it is one here, in use or not, where the configuration names it, and where FourJaw lists it. One
 * that FourJaw has taken off its list, and whose periods it still has, is known by the first two.
 */
import { DomainError } from '../../kernel/errors.ts';
import { printable } from '../../kernel/texts.ts';
import type { Machines } from '../machines/index.ts';
import { machinesOf } from './assets.rules.ts';
import { FourJawFailure } from './client/failures.ts';
import type { FourJawClient } from './client/fourjaw-client.ts';
import type { Asset } from './client/replies.ts';

export interface NamedMachines {
  /** As they are written where they are known. */
  readonly ids: readonly string[];
  /** Those that only FourJaw's list could tell of, and why it could not be read. */
  readonly unsure: ReadonlyMap<string, string>;
}

interface NamedDependencies {
  readonly machines: Pick<Machines, 'listAllMachines'>;
  readonly client: Pick<FourJawClient, 'fetchAssets'>;
  readonly assetIds: readonly string[] | undefined;
  readonly machineLevel: string | undefined;
}

const LISTED_MAX = 20;
const NAME_SHOWN_MAX = 40;

/** @throws unknown-machine for ids that nobody knows, with those that FourJaw lists */
export async function findNamed(
  named: readonly string[],
  { machines, client, assetIds = [], machineLevel }: NamedDependencies,
  signal: AbortSignal,
): Promise<NamedMachines> {
  // the configured ones are in small letters, whatever FourJaw and we write
  const here = [...assetIds, ...(await machines.listAllMachines()).map(({ id }) => id)];
  const written = new Map(here.map((id) => [id.toLowerCase(), id]));
  const isKnown = (id: string) => written.has(id.toLowerCase());
  const unsure = new Map<string, string>();
  if (!named.every(isKnown)) {
    try {
      const assets = await client.fetchAssets(signal);
      for (const { id } of assets) if (!isKnown(id)) written.set(id.toLowerCase(), id);
      const unknown = named.filter((id) => !isKnown(id));
      if (unknown.length > 0) throw notThere(unknown, assets, machineLevel);
    } catch (error) {
      // FourJaw may answer for its machines all the same, and what it has nothing of is told at the end
      if (!(error instanceof FourJawFailure)) throw error;
      for (const id of named) if (!isKnown(id)) unsure.set(id, error.message);
    }
  }
  return { ids: [...new Set(named.map((id) => written.get(id.toLowerCase()) ?? id))], unsure };
}

function notThere(unknown: readonly string[], assets: readonly Asset[], level: string | undefined): DomainError {
  const listed = machinesOf(assets, level, undefined).map(
    ({ id, name }) => `${id} (${printable(name).slice(0, NAME_SHOWN_MAX)})`,
  );
  const more = listed.length > LISTED_MAX ? ` and ${listed.length - LISTED_MAX} more` : '';
  const all = listed.length === 0 ? 'no machine' : `${listed.slice(0, LISTED_MAX).join(', ')}${more}`;
  const which = unknown.length === 1 ? `machine ${unknown[0]}` : `machines ${unknown.join(', ')}`;
  return new DomainError(
    'unknown-machine',
    `Neither FourJaw nor MillDash knows of ${which}. FourJaw lists ${all}. ` +
      'One that it does not list any more is fetched once it is a machine here, or in FOURJAW_ASSET_IDS.',
  );
}
