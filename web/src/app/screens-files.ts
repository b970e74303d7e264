/** Which files a page is made of, and whether it was already loaded anew for others. */

/** Named after their content: other screens have others. What a browser's extension or a proxy adds is none of ours. */
const ASSETS = '/assets/';
const LOADED_FOR = 'milldash.loaded-for';
/** During an update two servers may answer by turns: so long a page is not loaded anew for what it was loaded for. */
const ONCE_IN_MS = 60 * 60_000;

type Memory = Pick<Storage, 'getItem' | 'setItem'>;

/** @param addresses as they stand in the page, null where there is none */
export function assetsAmong(addresses: readonly (string | null)[]): string {
  return addresses.filter((address) => address?.startsWith(ASSETS)).join(' ');
}

/** By the files: milliseconds. */
function loadedFor(memory: Memory): ReadonlyMap<string, number> {
  return new Map(JSON.parse(memory.getItem(LOADED_FOR) ?? '[]') as [string, number][]);
}

export function wasLoadedFor(files: string, memory: Memory, nowMs: number): boolean {
  const atMs = loadedFor(memory).get(files);
  return atMs !== undefined && Math.abs(nowMs - atMs) < ONCE_IN_MS;
}

export function noteLoadedFor(files: string, memory: Memory, nowMs: number): void {
  const known = [...loadedFor(memory)].filter(([each]) => wasLoadedFor(each, memory, nowMs));
  memory.setItem(LOADED_FOR, JSON.stringify([...new Map([...known, [files, nowMs]])]));
}
