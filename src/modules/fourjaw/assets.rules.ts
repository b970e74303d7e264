/** Which of FourJaw's assets are machines, and where they stand. */
import type { Asset } from './client/replies.ts';
import { isFourJawId } from './periods.rules.ts';

export interface MachineAsset {
  readonly id: string;
  readonly name: string;
  /** Names of site, area and line, as many as there are. */
  readonly place: readonly string[];
}

/** Levels that places have here. */
const PLACE_LEVELS = 3;
const ORGANISATION = /^\s*organi[sz]ation\s*$/i;
/** Deeper is a circle. */
const DEPTH_MAX = 20;

/**
 * Whether an asset or a machine is one of those that are configured: hexadecimal digits mean the same in capitals.
 * @param assetIds in small letters, as they are configured
 */
export function isNamed(id: string, assetIds: readonly string[]): boolean {
  return assetIds.includes(id.toLowerCase());
}

/**
 * @param level name of the level that machines have; undefined: whatever has nothing below it is one
 * @param wanted ids; undefined: all
 */
export function machinesOf(
  assets: readonly Asset[],
  level: string | undefined,
  wanted: readonly string[] | undefined,
): MachineAsset[] {
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  const parents = new Set(assets.flatMap(({ parentId }) => parentId ?? []));
  const isMachine = ({ id, levelName, hasChildren }: Asset) => {
    if (!isFourJawId(id)) return false;
    if (wanted !== undefined) return isNamed(id, wanted);
    if (level !== undefined) return levelName?.trim().toLowerCase() === level.trim().toLowerCase();
    return !hasChildren && !parents.has(id);
  };
  return [...byId.values()].filter(isMachine).map((asset) => ({
    id: asset.id,
    name: asset.name,
    place: placeOf(asset, byId),
  }));
}

/** The three nearest of what it stands in, the outermost first. The organisation is no place. */
function placeOf(asset: Asset, byId: ReadonlyMap<string, Asset>): string[] {
  const names: string[] = [];
  let above = asset.parentId === null ? undefined : byId.get(asset.parentId);
  for (let depth = 0; above !== undefined && depth < DEPTH_MAX; depth++) {
    if (!ORGANISATION.test(above.levelName ?? '')) names.unshift(above.name);
    above = above.parentId === null ? undefined : byId.get(above.parentId);
  }
  return names.slice(-PLACE_LEVELS);
}
