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

/** As the API takes it: an emptied field is null, a number may have a decimal comma. */
export function bodyOf(fields: Partial<ProductForm>) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, text]) => {
      const tidy = text.trim();
      if (tidy === '') return [name, name === 'product_name' ? '' : null];
      return [name, numberFields.includes(name) ? Number(tidy.replace(',', '.')) : tidy];
    }),
  ) as Partial<Omit<Product, 'id' | 'version'>>;
}
