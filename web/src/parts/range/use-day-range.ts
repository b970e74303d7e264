import { useMemo } from 'react';
import { useTodayIn } from '../../format/use-now.ts';
import { useFactory } from '../../session/factory.ts';
import { type DayRange, dayRange, type QuickRange, type RangeSearch } from './range.ts';

/** The range of an address in days of the factory; the same object until midnight. */
export function useDayRange({ range, from, to }: RangeSearch, fallback: QuickRange): DayRange {
  const { timezone } = useFactory();
  const today = useTodayIn(timezone);
  return useMemo(
    () =>
      dayRange(
        range !== undefined ? { range } : from !== undefined && to !== undefined ? { from, to } : {},
        fallback,
        today,
        timezone,
      ),
    [range, from, to, fallback, today, timezone],
  );
}
