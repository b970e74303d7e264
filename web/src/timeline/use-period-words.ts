import { useTranslation } from 'react-i18next';
import { presentMs } from '../format/clock.ts';
import { useFormat } from '../format/use-format.ts';
import type { Period } from './lane.ts';

/** A period in one sentence: what, why, from when to when, how long. */
export function usePeriodWords(): (period: Period) => string {
  const { t } = useTranslation(['timeline', 'common']);
  const format = useFormat();
  return ({ category, reason, startMs, endMs, ticketId }) =>
    [
      t(`common:category.${category}`),
      reason,
      `${format.dateTime(startMs)} – ${Number.isFinite(endMs) ? format.dateTime(endMs) : t('common:time.now')}`,
      format.duration((Math.min(endMs, presentMs()) - startMs) / 1_000),
      ...(ticketId === null ? [] : [t('common:ticket', { id: ticketId })]),
    ].join(', ');
}
