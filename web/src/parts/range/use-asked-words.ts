import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useMachines } from '../machines/use-machines.ts';
import type { DayRange } from './range.ts';
import { useGroupName } from './use-group-name.ts';

interface Asked {
  readonly search: { readonly machine?: readonly string[] };
  readonly range: DayRange;
}

/** Which days and machines are asked for, in words: on paper nothing else says it. */
export function useAskedWords({ search, range }: Asked) {
  const { t } = useTranslation('range');
  const format = useFormat();
  const groupName = useGroupName();
  const machines = useMachines().data ?? [];
  const names = search.machine?.map((asked) => machines.find(({ id }) => id === asked)?.name ?? asked);
  return {
    from: groupName(range.fromDate),
    to: format.date(Date.parse(range.end_time) - 1),
    machines: names?.join(', ') ?? t('allMachines'),
  };
}
