/** What is asked of the address, and the answers. Each plot reads its own; two that read the same read once. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { contentOf, GET } from '../../api/client.ts';
import { type Change, changed } from '../../parts/range/asked.ts';
import type { DayRange } from '../../parts/range/range.ts';
import { useDayRange } from '../../parts/range/use-day-range.ts';
import { type AnalysisSearch, type ChoiceOf, FALLBACK_RANGE, fittingGrouping } from './search.ts';

/** As the API is asked. */
interface Question {
  readonly start_time: string;
  readonly end_time: string;
  readonly machine_ids?: string[];
  readonly shift?: string;
  readonly day_of_week?: string;
}

export interface Analysis {
  readonly search: AnalysisSearch;
  readonly range: DayRange;
  readonly question: Question;
  readonly by: ChoiceOf<'by'>;
  /** Changes what is asked; undefined takes a choice back. */
  readonly ask: (change: Change<AnalysisSearch>) => void;
  /** `2026-11-20 2026-11-26`, for the names of files. */
  readonly fileDates: string;
}

export function useAnalysis(): Analysis {
  const search = useSearch({ from: '/door/shell/analysis' });
  const navigate = useNavigate({ from: '/analysis' });
  const range = useDayRange(search, FALLBACK_RANGE);
  const { machine, shift, weekday } = search;
  const question = useMemo(
    () => ({
      start_time: range.start_time,
      end_time: range.end_time,
      ...(machine === undefined ? {} : { machine_ids: [...machine] }),
      ...(shift === undefined ? {} : { shift }),
      ...(weekday === undefined ? {} : { day_of_week: weekday }),
    }),
    [range, machine, shift, weekday],
  );
  const ask = useCallback<Analysis['ask']>(
    (change) => {
      void navigate({ search: (old) => changed<AnalysisSearch>(old, change), resetScroll: false });
    },
    [navigate],
  );
  return {
    search,
    range,
    question,
    by: search.by ?? fittingGrouping(range.days),
    ask,
    fileDates: `${range.fromDate} ${range.toDate}`,
  };
}

export function useTrends({ question, by }: Analysis) {
  const query = { ...question, interval: by };
  return useQuery({
    queryKey: ['analytics', 'trends', query],
    queryFn: () => contentOf(GET('/api/v1/analytics/trends', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

/** @param groupBy absent: of the whole alone */
export function useOee({ question }: Analysis, groupBy?: 'shift') {
  const query = { ...question, ...(groupBy === undefined ? {} : { group_by: groupBy }) };
  return useQuery({
    queryKey: ['analytics', 'oee', query],
    queryFn: () => contentOf(GET('/api/v1/analytics/oee', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useTime({ question }: Analysis, groupBy: 'machine' | 'shift' | ChoiceOf<'by'>) {
  const query = { ...question, group_by: groupBy, include_reasons: false };
  return useQuery({
    queryKey: ['analytics', 'time', query],
    queryFn: () => contentOf(GET('/api/v1/analytics/time-accounting', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

/** Of which time the figures are; undefined while it is that of another question. */
export function useMeasuredTime(analysis: Analysis) {
  const { data, isPlaceholderData } = useTime(analysis, 'machine');
  return isPlaceholderData ? undefined : data;
}

export function useDowntime({ question }: Analysis) {
  const query = { ...question, limit: 1 };
  return useQuery({
    queryKey: ['analytics', 'downtime', query],
    queryFn: () => contentOf(GET('/api/v1/analytics/downtime', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useComparison({ question }: Analysis, metric: ChoiceOf<'metric'>) {
  const query = { ...question, metric };
  return useQuery({
    queryKey: ['analytics', 'comparison', query],
    queryFn: () => contentOf(GET('/api/v1/analytics/machine-comparison', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useLosses({ question: query }: Analysis) {
  return useQuery({
    queryKey: ['analytics', 'losses', query],
    queryFn: () => contentOf(GET('/api/v1/analytics/losses', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}
