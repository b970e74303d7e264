import { useEffect, useState } from 'react';
import { useLiveEvents } from '../live/live.tsx';
import { ALWAYS, createPeriodStore, type PeriodStore } from './period-store.ts';
import { readPeriods } from './read-periods.ts';
import { staleRanges } from './stale-ranges.ts';

/** Periods for as long as the component is there, kept up to date by what the server tells; undefined until it is. */
export function usePeriodStore(): PeriodStore | undefined {
  const [store, setStore] = useState<PeriodStore>();
  useEffect(() => {
    const made = createPeriodStore(readPeriods);
    setStore(made);
    return () => made.stop();
  }, []);
  useLiveEvents(
    (events) => {
      if (store === undefined) return;
      for (const event of events) {
        for (const { machineId, interval } of staleRanges(event, store.laneOf)) store.markStale(interval, machineId);
      }
    },
    () => store?.markStale(ALWAYS),
  );
  return store;
}
