import { useTranslation } from 'react-i18next';
import { useAskedWords } from '../../parts/range/use-asked-words.ts';
import type { Analysis } from './use-analysis.ts';

/** What is asked, in words. */
export function useSubtitle({ search, range }: Analysis): string {
  const { t } = useTranslation('analysis');
  return t('subtitle', {
    ...useAskedWords({ search, range }),
    shift: search.shift ?? t('allShifts'),
    weekday: search.weekday === undefined ? t('allWeekdays') : t(`weekdays.${search.weekday}`),
  });
}
