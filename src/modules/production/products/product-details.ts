/** A product's details as people give them: which are given, which are fit, and how they read in the audit. */
import { HOUR_MS } from '../../../kernel/clock.ts';
import { picked, snakeCase } from '../../../kernel/named-fields.ts';
import { requireFitName } from '../../../kernel/names.ts';
import { tidyName } from '../../../kernel/texts.ts';
import type { Product, ProductDetails } from './products.types.ts';

export const noDetails: Omit<ProductDetails, 'name'> = {
  code: null,
  idealCycleMs: null,
  unitLengthMm: null,
  notes: null,
};
const detailNames = ['name', ...Object.keys(noDetails)];
const MICROSECONDS = 1_000;

export function detailsOf(product: Product): ProductDetails {
  return picked(product, detailNames) as unknown as ProductDetails;
}

export function auditOf(product: Product): Record<string, unknown> {
  return picked(product, detailNames, (value) => value !== null);
}

/** The given details only, texts tidied; an empty text says nothing and becomes null. @throws validation-failed */
export function tidied(given: Partial<ProductDetails>): Partial<ProductDetails> {
  const details = picked(given, detailNames, (value) => value !== undefined);
  if (typeof details['code'] === 'string') details['code'] = tidyName(details['code']) || null;
  if (typeof details['notes'] === 'string') details['notes'] = details['notes'].trim() || null;
  if (typeof details['name'] === 'string') details['name'] = requireFitName('product', details['name']);
  // as it is kept, so that a change to what is so already is none
  if (typeof details['idealCycleMs'] === 'number')
    details['idealCycleMs'] = cycleOf(toMicroseconds(details['idealCycleMs']));
  return details as Partial<ProductDetails>;
}

/** Which details a change really changes. */
export function changedOf(before: ProductDetails, details: ProductDetails): (keyof ProductDetails)[] {
  return (Object.keys(details) as (keyof ProductDetails)[]).filter((name) => details[name] !== before[name]);
}

export function toMicroseconds(cycleMs: number): number {
  return Math.max(1, Math.round(cycleMs * MICROSECONDS));
}

/** In ms. */
export function cycleOf(microseconds: number): number {
  return microseconds / MICROSECONDS;
}

/** Pieces an hour at best, and back. */
export function rateOf(cycleMs: number): number {
  return HOUR_MS / cycleMs;
}

/** Answers and events call name and code as the old front end does. */
export function wireName(detail: keyof ProductDetails): string {
  if (detail === 'idealCycleMs') return 'ideal_cycle_seconds';
  return detail === 'name' || detail === 'code' ? `product_${detail}` : snakeCase(detail);
}
