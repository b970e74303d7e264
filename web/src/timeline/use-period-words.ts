import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import type { Category } from '../ui/categories.ts';
import type { Period } from './lane.ts';

/** A period in one sentence: what, why, from when to when, how long. */
export function usePeriodWords(): (period: Period) => string {
  const { t } = useTranslation(['timeline', 'common']);
  const format = useFormat();
  return ({ category, reason, start_time: start, end_time: end, maintenance_ticket_id: ticketId }) => {
    const endMs = end === null ? Date.now() : Date.parse(end);
    return [
      t(`common:category.${category as Category}`),
      reason,
      `${format.dateTime(start)} – ${end === null ? t('common:time.now') : format.dateTime(end)}`,
      format.duration((endMs - Date.parse(start)) / 1_000),
      ...(ticketId === null ? [] : [t('ticket', { id: ticketId })]),
    ].join(', ');
  };
}
