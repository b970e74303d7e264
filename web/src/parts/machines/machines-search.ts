/** Machines in an address by their ids: `machine=mill-1`, or several; absent: all. */
export function machinesSearch(search: Readonly<Record<string, unknown>>): { readonly machine?: readonly string[] } {
  const { machine } = search;
  const ids = (Array.isArray(machine) ? machine : machine === undefined ? [] : [machine]) as readonly unknown[];
  const known = ids.filter((id) => typeof id === 'string' || typeof id === 'number').map(String);
  return known.length === 0 ? {} : { machine: [...new Set(known)].sort() };
}
