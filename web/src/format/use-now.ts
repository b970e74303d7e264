import { useSyncExternalStore } from 'react';
import { presentMs } from './clock.ts';
import { dateIn } from './days.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const listeners = new Set<() => void>();
let now = presentMs();
let ticking: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (ticking === undefined) {
    // while nobody looked the clock stood; React looks again once it has subscribed
    now = presentMs();
    ticking = setInterval(() => {
      now = presentMs();
      for (const each of listeners) each();
    }, SECOND_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** Milliseconds, once a second, from one clock for all who look. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** The present minute in milliseconds: drawn anew once a minute. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(now / MINUTE_MS) * MINUTE_MS);
}

/** Today's date in `zone`, `2026-11-26`: drawn anew at midnight, not by the second. */
export function useTodayIn(zone: string): string {
  return useSyncExternalStore(subscribe, () => dateIn(now, zone));
}
