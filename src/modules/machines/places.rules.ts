/** How places are called: by the names of site, area and line. */
import type { Place } from './places.types.ts';

/** `Leeds / Roll forming / Line 1`; null for no place. @param places all of them */
export function placePath(placeId: number | null, places: readonly Place[]): string | null {
  const names: string[] = [];
  for (let id = placeId; id !== null; ) {
    const place = places.find((candidate) => candidate.id === id);
    if (place === undefined) break;
    names.unshift(place.name);
    id = place.parentId;
  }
  return names.length === 0 ? null : names.join(' / ');
}
