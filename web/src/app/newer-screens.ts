/**
 * Whether the server hands out newer screens than these.
 *
 * It is asked whenever the line to it is there again: it cannot be given others without being started anew. A page that
 * is old is loaded anew with the next room that somebody opens, where the server answers; and one that nobody touches,
 * on a wall or at a machine, by itself. For the same screens it is once an hour: where it was of no use another time would
 * be of none.
 */
import { useEffect, useSyncExternalStore } from 'react';
import { useLineState } from '../live/live.tsx';
import { assetsAmong, noteLoadedFor, wasLoadedFor } from './screens-files.ts';

/** Nobody is at it who has not touched it for so long. */
const UNTOUCHED_MS = 60_000;
/** What somebody may be in the middle of. */
const BEGUN = 'form, [role=dialog], [role=alertdialog]';

/** What the server hands out where it is something else than these screens. */
let newerFiles: string | undefined;
let isLineThere = false;
const listeners = new Set<() => void>();

function filesOf(page: Document): string {
  const files = page.querySelectorAll('script[src], link[rel=stylesheet]');
  return assetsAmong(Array.from(files, (file) => file.getAttribute('src') ?? file.getAttribute('href')));
}
/** Before rooms that are opened add theirs. */
const ownFiles = filesOf(document);

async function look(): Promise<void> {
  try {
    const answer = await fetch('/index.html', { cache: 'no-cache' });
    if (!answer.ok) return;
    const files = filesOf(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    // the development server makes pages of another kind
    newerFiles = files !== ownFiles && files !== '' ? files : undefined;
    for (const listener of listeners) listener();
  } catch {
    // the line is gone again: the next one asks
  }
}

/** Whether a page that is opened now should be loaded anew rather than made of these screens. */
export function isOutOfDate(): boolean {
  return newerFiles !== undefined && isLineThere && !wasLoadedFor(newerFiles, sessionStorage, Date.now());
}

/** Loads the page anew that is out of date. */
export function loadNewer(): void {
  if (newerFiles !== undefined) noteLoadedFor(newerFiles, sessionStorage, Date.now());
  location.reload();
}

/** Looks after newer screens. Stands once, behind the door. */
export function NewerScreens() {
  const line = useLineState();
  useEffect(() => {
    isLineThere = line === 'live';
    if (!isLineThere) return;
    void look();
    // what is kept to work without the server becomes newer with it
    void navigator.serviceWorker
      ?.getRegistration()
      .then((worker) => worker?.update())
      .catch(() => undefined);
  }, [line]);
  return null;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function useIsNewer(): boolean {
  return useSyncExternalStore(subscribe, () => newerFiles !== undefined);
}

/** Loads a page anew that is old and that nobody is at: for those that nobody ever leaves for another room. */
export function useReloadUntouched(): void {
  const isOld = useIsNewer();
  useEffect(() => {
    if (!isOld) return;
    let timer: ReturnType<typeof setTimeout>;
    const begin = () => {
      clearTimeout(timer);
      timer = setTimeout(reload, UNTOUCHED_MS);
    };
    const reload = () => {
      if (isOutOfDate() && document.querySelector(BEGUN) === null) loadNewer();
      else begin();
    };
    const touches = ['pointerdown', 'keydown'] as const;
    begin();
    for (const touch of touches) window.addEventListener(touch, begin);
    return () => {
      clearTimeout(timer);
      for (const touch of touches) window.removeEventListener(touch, begin);
    };
  }, [isOld]);
}
