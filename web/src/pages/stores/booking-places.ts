/** Between which locations a booking can go, and which of them is meant unless somebody says otherwise. */
import type { BookingKind } from './bookings.ts';
import type { Level, Location } from './use-stock.ts';

export interface Place {
  readonly id: number;
  readonly name: string;
  readonly onHand: number;
  readonly available: number;
}

/**
 * Where stock goes to, or where it comes from; what is out of use takes nothing in.
 *
 * @param chosenId stays among them, also where somebody else has taken the last meanwhile
 */
export function placesFor(
  kind: BookingKind,
  levels: readonly Level[],
  locations: readonly Location[],
  chosenId?: number,
): Place[] {
  const byId = new Map(levels.map((level) => [level.location_id, level]));
  const takesIn = kind === 'receive' || kind === 'return';
  return locations
    .map(({ id, name, retired }) => {
      const { on_hand: onHand = 0, available = 0 } = byId.get(id) ?? {};
      return { id, name, onHand, available, retired };
    })
    .filter(
      ({ id, retired, onHand }) =>
        id === chosenId || (takesIn ? !retired : kind === 'adjust' ? !retired || onHand > 0 : onHand > 0),
    )
    .map(({ retired: _retired, ...place }) => place);
}

/** Where the most is; of several that have none the one with limits, else the first. */
export function usualPlace(places: readonly Place[], levels: readonly Level[]): number | undefined {
  const fullest = places.reduce<Place | undefined>(
    (best, place) => (place.onHand > (best?.onHand ?? 0) ? place : best),
    undefined,
  );
  const meant = levels.find(
    ({ location_id: id, minimum, maximum }) =>
      (minimum !== null || maximum !== null) && places.some((place) => place.id === id),
  );
  return fullest?.id ?? meant?.location_id ?? places[0]?.id;
}
