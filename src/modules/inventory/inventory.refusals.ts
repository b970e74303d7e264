/** The refusals of inventory, and what constraints mean in its words. */
import { changedMeanwhile, DomainError } from '../../kernel/errors.ts';
import { isUniqueViolation } from '../../platform/database/index.ts';
import type { Component } from './components/components.types.ts';
import type { Location } from './locations/locations.types.ts';

/** Locations that a refusal names at most. */
const LOCATIONS_NAMED = 10;

export function componentNotFound(id: number): DomainError {
  return new DomainError('component-not-found', `There is no component with the number ${id}.`);
}

export function locationNotFound(id: number): DomainError {
  return new DomainError('location-not-found', `There is no location with the number ${id}.`);
}

/** @param what cannot be done with it, as the end of a sentence */
export function componentRetired({ id, name }: Pick<Component, 'id' | 'name'>, what: string): DomainError {
  return new DomainError(
    'component-retired',
    `'${name}' is out of use: ${what}. Take it back into use first, or use another component.`,
    { component_id: id },
  );
}

export function locationRetired({ id, name }: Pick<Location, 'id' | 'name'>): DomainError {
  return new DomainError(
    'location-retired',
    `'${name}' is out of use: nothing comes in there. Take it back into use first, or use another location.`,
    { location_id: id },
  );
}

/** How much is at a location, as a refusal tells it. */
export interface Offer {
  readonly locationId: number;
  readonly locationName: string;
  readonly free: number;
  /** Set aside for tickets. */
  readonly reserved: number;
}

/** The first words are what the old front end shows and its users know. */
export function stockInsufficient(
  { id, name, unit }: Pick<Component, 'id' | 'name' | 'unit'>,
  asked: number,
  offers: readonly Offer[],
): DomainError {
  const free = sum(offers.map((offer) => offer.free));
  const reserved = sum(offers.map((offer) => offer.reserved));
  const places = offers.filter((offer) => offer.free > 0);
  const where = places
    .slice(0, LOCATIONS_NAMED)
    .map((offer) => `${offer.locationName}: ${offer.free}`)
    .join(', ');
  const more = places.length > LOCATIONS_NAMED ? ', …' : '';
  const held = reserved > 0 ? ` ${reserved} ${reserved === 1 ? 'is' : 'are'} reserved for tickets.` : '';
  return new DomainError(
    'stock-insufficient',
    `Not enough components in stock: ${asked} ${unit} of '${name}' asked for, ${free} free${where && ` (${where}${more})`}.${held}`,
    {
      component_id: id,
      requested: asked,
      available: free,
      reserved,
      locations: places.slice(0, LOCATIONS_NAMED).map(({ locationId, locationName, free: available }) => ({
        location_id: locationId,
        location_name: locationName,
        available,
      })),
    },
  );
}

export function reservationInsufficient(component: Component, ticketId: number, asked: number, held: number) {
  return new DomainError(
    'reservation-insufficient',
    `${held} ${component.unit} of '${component.name}' ${held === 1 ? 'is' : 'are'} reserved for ticket ${ticketId} there, ${asked} cannot be released.`,
    { component_id: component.id, ticket_id: ticketId, requested: asked, reserved: held },
  );
}

export function returnExceedsIssued(component: Component, ticketId: number, asked: number, taken: number) {
  return new DomainError(
    'return-exceeds-issued',
    `Ticket ${ticketId} has ${taken} ${component.unit} of '${component.name}'; ${asked} cannot come back from it.`,
    { component_id: component.id, ticket_id: ticketId, requested: asked, issued: taken },
  );
}

export function versionConflict(current: { readonly name: string; readonly version: number }): DomainError {
  return changedMeanwhile(`'${current.name}'`, current.version);
}

/** @throws name-taken, stock-code-taken */
export async function translated<T>(
  wanted: { readonly name: string; readonly stockCode?: string | null },
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw asRefusal(error, wanted) ?? error;
  }
}

function asRefusal(
  error: unknown,
  { name, stockCode }: { readonly name: string; readonly stockCode?: string | null },
): DomainError | undefined {
  if (isUniqueViolation(error, 'components_name_key_unique')) {
    return new DomainError('name-taken', `There already is a component '${name}'.`);
  }
  if (isUniqueViolation(error, 'locations_name_key_unique')) {
    return new DomainError('name-taken', `There already is a location '${name}'.`);
  }
  if (isUniqueViolation(error, 'components_stock_code_key_unique')) {
    return new DomainError('stock-code-taken', `There already is a component with the stock code '${stockCode}'.`);
  }
  return undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
