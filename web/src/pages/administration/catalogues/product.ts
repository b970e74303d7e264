/** A product as it is typed: a rate is what people know, and what the API takes beside the cycle. */
import type { Item } from '../../../api/types.ts';

export type Product = Item<'/api/v1/products/search'>;

const textOf = (value: number | string | null | undefined) => String(value ?? '');

export function formOf(product: Product | undefined) {
  return {
    product_name: textOf(product?.product_name),
    product_code: textOf(product?.product_code),
    ideal_rate_per_hour: textOf(product?.ideal_rate_per_hour),
    unit_length_mm: textOf(product?.unit_length_mm),
    notes: textOf(product?.notes),
  };
}

export type ProductForm = ReturnType<typeof formOf>;

const numberFields: readonly string[] = ['ideal_rate_per_hour', 'unit_length_mm'];

/**
 * As the API takes it: an emptied field is null, a number may have a decimal comma.
 *
 * What is no number is sent as it is typed, so that the server refuses it: as JSON it would be null, and empty the field.
 */
export function bodyOf(fields: Partial<ProductForm>) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, text]) => {
      const tidy = text.trim();
      if (tidy === '') return [name, name === 'product_name' ? '' : null];
      const number = Number(tidy.replace(',', '.'));
      return [name, numberFields.includes(name) && Number.isFinite(number) ? number : tidy];
    }),
  ) as Partial<Omit<Product, 'id' | 'version'>>;
}
