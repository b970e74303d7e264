/** Files that nobody knows of any more: what a crash left between a file and its row, or between a row and its file. */
import type { FileStorage } from './file-storage.ts';

/** Keys that are looked up by one question. */
const KEYS_AT_ONCE = 500;

export interface OrphanSearch {
  /** Younger files may belong to an upload whose row is about to be written. */
  readonly savedBeforeMs: number;
  /** Those of the keys that somebody still needs. */
  readonly neededAmong: (keys: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** Removes the orphans that can be removed. @returns how many, and what kept the others */
export async function removeOrphans(
  storage: FileStorage,
  { savedBeforeMs, neededAmong }: OrphanSearch,
): Promise<{ removed: number; failures: readonly unknown[] }> {
  const failures: unknown[] = [];
  let removed = 0;
  let candidates: string[] = [];

  async function decide(): Promise<void> {
    const needed = await neededAmong(candidates);
    for (const key of candidates) {
      if (needed.has(key)) continue;
      await storage.remove(key).then(
        () => removed++,
        (error: unknown) => failures.push(error),
      );
    }
    candidates = [];
  }

  for await (const { key, savedAt } of storage.listKeys()) {
    if (savedAt < savedBeforeMs) candidates.push(key);
    if (candidates.length === KEYS_AT_ONCE) await decide();
  }
  if (candidates.length > 0) await decide();
  return { removed, failures };
}
