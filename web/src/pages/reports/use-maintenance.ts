/** What is asked of the reports on maintenance, and the answers. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { contentOf, GET } from '../../api/client.ts';
import { type Change, changed } from '../../parts/range/asked.ts';
import type { DayRange } from '../../parts/range/range.ts';
import { useDayRange } from '../../parts/range/use-day-range.ts';
import { type ChoiceOf, FALLBACK_RANGE, type MaintenanceSearch } from './search.ts';

export interface Maintenance {
  readonly search: MaintenanceSearch;
  readonly range: DayRange;
  readonly group: ChoiceOf<'group'>;
  /** As the API is asked. */
  readonly question: { readonly start_time: string; readonly end_time: string; readonly machine_ids?: string[] };
  /** Changes what is asked; undefined takes a choice back. */
  readonly ask: (change: Change<MaintenanceSearch>) => void;
  /** `2026-11-20 2026-11-26`, for the names of files. */
  readonly fileDates: string;
}

export function useMaintenance(): Maintenance {
  const search = useSearch({ from: '/door/shell/reports/maintenance' });
  const navigate = useNavigate({ from: '/reports/maintenance' });
  const range = useDayRange(search, FALLBACK_RANGE);
  const { machine, group = 'machine' } = search;
  const question = useMemo(
    () => ({
      start_time: range.start_time,
      end_time: range.end_time,
      ...(machine === undefined ? {} : { machine_ids: [...machine] }),
    }),
    [range, machine],
  );
  const ask = useCallback<Maintenance['ask']>(
    (change) => {
      void navigate({ search: (old) => changed<MaintenanceSearch>(old, change), resetScroll: false });
    },
    [navigate],
  );
  return { search, range, group, question, ask, fileDates: `${range.fromDate} ${range.toDate}` };
}

export function useReliability({ question, group }: Maintenance) {
  const query = { ...question, group_by: group };
  return useQuery({
    queryKey: ['reports', 'reliability', query],
    queryFn: () => contentOf(GET('/api/v1/reports/maintenance/reliability', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useDueDates({ question, group }: Maintenance) {
  const query = { ...question, group_by: group };
  return useQuery({
    queryKey: ['reports', 'due-dates', query],
    queryFn: () => contentOf(GET('/api/v1/reports/maintenance/due-dates', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useCosts({ question, group }: Maintenance) {
  const query = { ...question, group_by: group };
  return useQuery({
    queryKey: ['reports', 'costs', query],
    queryFn: () => contentOf(GET('/api/v1/reports/maintenance/costs', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

const LIST_MAX = 25;
const DEAREST_MAX = 20;

export function useDearestTickets({ question }: Maintenance) {
  const query = { ...question, limit: DEAREST_MAX };
  return useQuery({
    queryKey: ['reports', 'ticket-costs', query],
    queryFn: () => contentOf(GET('/api/v1/reports/maintenance/ticket-costs', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useRecurringFaults({ question }: Maintenance) {
  const query = { ...question, limit: LIST_MAX };
  return useQuery({
    queryKey: ['reports', 'recurring-faults', query],
    queryFn: () => contentOf(GET('/api/v1/reports/maintenance/recurring-faults', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useStops({ question, search }: Maintenance) {
  const query = { ...question, group_by: search.stops ?? 'reason' };
  return useQuery({
    queryKey: ['reports', 'stops', query],
    queryFn: () => contentOf(GET('/api/v1/reports/maintenance/stops', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useStopsWithoutTicket({ question }: Maintenance) {
  const query = { ...question, limit: LIST_MAX };
  return useQuery({
    queryKey: ['reports', 'stops-without-ticket', query],
    queryFn: () => contentOf(GET('/api/v1/reports/maintenance/stops-without-ticket', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

/** As it stands now, whatever the range is. */
export function useBacklog({ question, group }: Maintenance) {
  const { machine_ids: machineIds } = question;
  const query = { group_by: group, ...(machineIds === undefined ? {} : { machine_ids: machineIds }) };
  return useQuery({
    queryKey: ['reports', 'backlog', query],
    queryFn: () => contentOf(GET('/api/v1/reports/maintenance/backlog', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useBacklogTrend({ question, search }: Maintenance) {
  const query = { ...question, interval: search.interval ?? 'day' };
  return useQuery({
    queryKey: ['reports', 'backlog-trend', query],
    queryFn: () => contentOf(GET('/api/v1/reports/maintenance/backlog-trend', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}
