import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useMachines } from '../../parts/machines/use-machines.ts';
import { groupName } from './group-names.ts';
import type { Analysis } from './use-analysis.ts';

/** What is asked, in words: on paper nothing else says it. */
export function useSubtitle({ search, range }: Analysis): string {
  const { t } = useTranslation(['analysis', 'range', 'common']);
  const format = useFormat();
  const machines = useMachines().data ?? [];
  const names = search.machine?.map((asked) => machines.find(({ id }) => id === asked)?.name ?? asked);
  const day = (date: string) => groupName(date, format, String);
  return t('subtitle', {
    from: day(range.fromDate),
    to: format.date(Date.parse(range.end_time) - 1),
    machines: names?.join(', ') ?? t('range:allMachines'),
    shift: search.shift ?? t('allShifts'),
    weekday: search.weekday === undefined ? t('allWeekdays') : t(`weekdays.${search.weekday}`),
  });
}
