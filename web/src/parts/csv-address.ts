type Value = string | number | boolean;

/**
 * Where a browser fetches what a list shows as a file, all pages of it. A file has an order of its own.
 *
 * @param path ends with `.csv`
 * @param query as the list is asked
 */
export function csvAddress(
  path: string,
  query: Readonly<Record<string, Value | readonly Value[] | undefined>>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || name === 'sort' || name === 'order') continue;
    for (const each of Array.isArray(value) ? value : [value]) search.append(name, String(each));
  }
  return search.size === 0 ? path : `${path}?${search}`;
}
