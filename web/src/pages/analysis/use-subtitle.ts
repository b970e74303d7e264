import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useMachines } from '../../parts/machines/use-machines.ts';
import { useGroupName } from '../../parts/range/use-group-name.ts';
import type { Analysis } from './use-analysis.ts';

/** What is asked, in words: on paper nothing else says it. */
export function useSubtitle({ search, range }: Analysis): string {
  const { t } = useTranslation(['analysis', 'range', 'common']);
  const format = useFormat();
  const groupName = useGroupName();
  const machines = useMachines().data ?? [];
  const names = search.machine?.map((asked) => machines.find(({ id }) => id === asked)?.name ?? asked);
  return t('subtitle', {
    from: groupName(range.fromDate),
    to: format.date(Date.parse(range.end_time) - 1),
    machines: names?.join(', ') ?? t('range:allMachines'),
    shift: search.shift ?? t('allShifts'),
    weekday: search.weekday === undefined ? t('allWeekdays') : t(`weekdays.${search.weekday}`),
  });
}
