/**
 * What reporting a fault needs of the server, as it was when it last answered: who is signed in here, the factory, its
 * machines. With it a page that is opened while the server is away can be worked with.
 *
 * It is of whoever is signed in, and gone from the device once they no longer are. Without a store, in some private
 * windows say, there is none.
 */
import { clear, createStore, get, set } from 'idb-keyval';
import type { Account, Item } from '../api/types.ts';
import type { Factory } from '../session/factory.ts';

export interface Known {
  readonly account: Account;
  readonly factory: Factory;
  /** Undefined for who may not report. */
  readonly machines: readonly Item<'/api/v1/machines'>[] | undefined;
}

const KEY = 'known';
/** Raised with each change of its form: an older one is not read. */
const FORM = 1;

interface Stored extends Known {
  readonly form: typeof FORM;
}

let opened: ReturnType<typeof createStore> | undefined;
function store(): ReturnType<typeof createStore> {
  opened ??= createStore('milldash-known', 'known');
  return opened;
}

export async function readKnown(): Promise<Known | undefined> {
  try {
    const stored = await get<Stored>(KEY, store());
    return stored?.form === FORM ? stored : undefined;
  } catch {
    return undefined;
  }
}

export async function keepKnown(known: Known): Promise<void> {
  try {
    await set(KEY, { ...known, form: FORM } satisfies Stored, store());
  } catch {
    // then a page that is opened without the server waits for it
  }
}

export async function forgetKnown(): Promise<void> {
  try {
    await clear(store());
  } catch {
    // nothing could be kept either
  }
}
