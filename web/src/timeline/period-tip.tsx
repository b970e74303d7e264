import { useTranslation } from 'react-i18next';
import { presentMs } from '../format/clock.ts';
import { useFormat } from '../format/use-format.ts';
import { categoryFills } from '../ui/categories.ts';
import type { Period } from './lane.ts';

/** What is said of the period under the pointer. */
export function PeriodTip({ period }: { readonly period: Period }) {
  const { t } = useTranslation(['timeline', 'common']);
  const format = useFormat();
  const { category, startMs, endMs, ticketId } = period;
  const isSameDay = Number.isFinite(endMs) && format.date(startMs) === format.date(endMs);
  const endText = Number.isFinite(endMs)
    ? isSameDay
      ? format.time(endMs)
      : format.dateTime(endMs)
    : t('common:time.now');
  return (
    <div className="w-64 rounded-lg border border-line bg-surface p-3 text-sm shadow-lg">
      <p className="flex items-center gap-2 font-semibold">
        <svg viewBox="0 0 10 10" className={`size-3 shrink-0 ${categoryFills[category]}`} aria-hidden>
          <rect width="10" height="10" />
        </svg>
        {t(`common:category.${category}`)}
      </p>
      <p>{period.reason}</p>
      <p className="text-quiet">
        {format.dateTime(startMs)} – {endText}
        {' · '}
        {format.duration((Math.min(endMs, presentMs()) - startMs) / 1_000)}
      </p>
      {ticketId !== null && <p className="font-medium">{t('common:ticket', { id: ticketId })}</p>}
    </div>
  );
}
