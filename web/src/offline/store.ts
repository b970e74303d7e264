/** Where unsent entries survive a reload: the browser's own database, one record each. */
import { createStore, del, set, values } from 'idb-keyval';
import { inOrder, type UnsentEntry } from './entries.ts';

export interface EntryStore {
  readAll(): Promise<readonly UnsentEntry[]>;
  write(entry: UnsentEntry): Promise<void>;
  remove(id: string): Promise<void>;
}

export function createEntryStore(): EntryStore {
  const store = createStore('milldash-unsent', 'entries');
  return {
    readAll: async () => inOrder(await values<UnsentEntry>(store)),
    write: (entry) => set(entry.id, entry, store),
    remove: (id) => del(id, store),
  };
}
