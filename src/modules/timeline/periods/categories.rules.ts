/** What a status period counts as. The five categories and the absence of all make every millisecond of a window. */

export const classifications = ['UPTIME', 'DOWNTIME', 'OFFLINE'] as const;
export type Classification = (typeof classifications)[number];

export const productivities = ['productive', 'unproductive'] as const;
export type Productivity = (typeof productivities)[number];

/** Stored as small integers; the order is that of the table's columns. Never renumber. */
export const Category = {
  productiveUptime: 0,
  productiveDowntime: 1,
  unproductiveDowntime: 2,
  unclassifiedDowntime: 3,
  offline: 4,
} as const;
export type Category = (typeof Category)[keyof typeof Category];

/** As answers name them. */
export const categoryNames = {
  [Category.productiveUptime]: 'productive_uptime',
  [Category.productiveDowntime]: 'productive_downtime',
  [Category.unproductiveDowntime]: 'unproductive_downtime',
  [Category.unclassifiedDowntime]: 'unclassified_downtime',
  [Category.offline]: 'offline',
} as const satisfies Readonly<Record<Category, string>>;

/** Normalised reason of time that the source itself reports as outside the shift. */
export const NOT_ON_SHIFT = 'not on shift';

/**
 * Uptime is productive whatever its productivity says. Downtime without a productivity is unclassified.
 *
 * @param reasonKey the normalised reason
 */
export function categoryOf(
  classification: Classification,
  productivity: Productivity | null,
  reasonKey: string,
): Category {
  if (classification === 'OFFLINE' || reasonKey === NOT_ON_SHIFT) return Category.offline;
  if (classification === 'UPTIME') return Category.productiveUptime;
  if (productivity === 'productive') return Category.productiveDowntime;
  return productivity === 'unproductive' ? Category.unproductiveDowntime : Category.unclassifiedDowntime;
}

export function isDowntime(category: Category): boolean {
  return category >= Category.productiveDowntime && category <= Category.unclassifiedDowntime;
}
