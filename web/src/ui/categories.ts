/** Categories of time as they are drawn: the same colour everywhere, beside the word. */
export const categories = {
  productive_uptime: 'running',
  productive_downtime: 'down-planned',
  unproductive_downtime: 'down-unplanned',
  unclassified_downtime: 'idle',
  offline: 'offline',
  no_data: 'no-data',
} as const;
export type Category = keyof typeof categories;

/** A colour of the present theme, for what is drawn on a canvas. */
export function categoryColour(category: string): string {
  const name = categories[category as Category] ?? 'no-data';
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export const categoryFills: Readonly<Record<Category, string>> = {
  productive_uptime: 'fill-running',
  productive_downtime: 'fill-down-planned',
  unproductive_downtime: 'fill-down-unplanned',
  unclassified_downtime: 'fill-idle',
  offline: 'fill-offline',
  no_data: 'fill-no-data',
};
