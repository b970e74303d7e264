/** Products on the wire: snake_case, RFC 3339, seconds. */
import type { Static } from 'typebox';
import { SECOND_MS } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { formatInstant, formatOptionalInstant, toSeconds } from '../../../kernel/instant.ts';
import { rateOf } from './product-details.ts';
import type { NamedProductAnswer, ProductAnswer, ProductChangesBody } from './products.schemas.ts';
import type { NamedProduct, Product, ProductDetails } from './products.types.ts';

export function productToWire(product: Product): Static<typeof ProductAnswer> {
  const { idealCycleMs } = product;
  return {
    ...namedToWire(product),
    ideal_cycle_seconds: idealCycleMs === null ? null : toSeconds(idealCycleMs),
    ideal_rate_per_hour: idealCycleMs === null ? null : threeDecimals(rateOf(idealCycleMs)),
    unit_length_mm: product.unitLengthMm,
    notes: product.notes,
    retired: product.retiredAt !== null,
    retired_at: formatOptionalInstant(product.retiredAt),
    version: product.version,
    created_at: formatInstant(product.createdAt),
    updated_at: formatInstant(product.updatedAt),
  };
}

export function namedToWire({ id, name, code }: NamedProduct): Static<typeof NamedProductAnswer> {
  return { id, product_name: name, product_code: code };
}

/** Only what the body names. @throws validation-failed for a cycle and a rate at once */
export function detailsFromWire(body: Omit<Static<typeof ProductChangesBody>, 'version'>): Partial<ProductDetails> {
  const { product_name, product_code, ideal_cycle_seconds, ideal_rate_per_hour, unit_length_mm, ...alike } = body;
  const idealCycleMs = cycleFromWire(ideal_cycle_seconds, ideal_rate_per_hour);
  return {
    ...alike,
    ...(product_name === undefined ? {} : { name: product_name }),
    ...(product_code === undefined ? {} : { code: product_code }),
    ...(idealCycleMs === undefined ? {} : { idealCycleMs }),
    ...(unit_length_mm === undefined ? {} : { unitLengthMm: unit_length_mm }),
  };
}

function cycleFromWire(seconds: number | null | undefined, rate: number | null | undefined): number | null | undefined {
  if (seconds != null && rate != null) {
    throw new DomainError(
      'validation-failed',
      'ideal_cycle_seconds and ideal_rate_per_hour say the same in two ways: give one of them.',
      { errors: [{ path: 'body.ideal_rate_per_hour', message: 'must not be given with ideal_cycle_seconds' }] },
    );
  }
  if (seconds != null) return seconds * SECOND_MS;
  if (rate != null) return rateOf(rate);
  return seconds === undefined && rate === undefined ? undefined : null;
}

function threeDecimals(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
