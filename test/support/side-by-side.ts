/** Many calls side by side, as many at once as contend for a place in the database. */

/** More than there are connections; on a busy machine hundreds at once wait for a connection longer than the limit. */
const AT_ONCE = 25;

/** @returns what came of each, in the order of the calls */
export async function sideBySide<T>(calls: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  const left = calls.entries();
  const lane = async () => {
    for (const [at, call] of left) results[at] = await call();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}
