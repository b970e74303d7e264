/** What the other rooms see of a product. */

/** What people may say of a product. */
export interface ProductDetails {
  /** Unique, without regard to case and white space. */
  readonly name: string;
  /** Unique where it is given. */
  readonly code: string | null;
  /** What one piece takes at best, in ms with three decimals; null where nobody has said. */
  readonly idealCycleMs: number | null;
  /** Length of one piece. */
  readonly unitLengthMm: number | null;
  readonly notes: string | null;
}

export interface Product extends ProductDetails {
  readonly id: number;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Since then no run of it is started. Null while it is in use. */
  readonly retiredAt: number | null;
}

export interface NewProduct extends Partial<ProductDetails> {
  readonly name: string;
}

export interface ProductFilter {
  /** Part of the name or the code; case does not matter. */
  readonly text?: string | undefined;
  /** Absent: both. */
  readonly retired?: boolean | undefined;
}

export interface ProductListing extends ProductFilter {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  readonly withTotal?: boolean | undefined;
}

/** A product as lists and runs name it. */
export interface NamedProduct {
  readonly id: number;
  readonly name: string;
  readonly code: string | null;
}
