import { useTranslation } from 'react-i18next';
import type { Item } from '../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';

type Plan = Item<'/api/v1/plans'>;

/** How far the meter of a plan by run hours or cuts has come, and when it is due; nothing for one by calendar. */
export function PlanMeter({ plan: { trigger, status, meter } }: { readonly plan: Plan }) {
  const { t } = useTranslation('meters');
  const format = useFormat();
  if (meter === null || trigger === 'calendar') return null;
  // a ticket that was opened early has left less than nothing
  const value = Math.max(0, meter.value);
  const due =
    status !== 'active'
      ? undefined
      : meter.due_at === null
        ? t('stands')
        : value >= meter.every
          ? t('now')
          : t('about', { when: format.day(meter.due_at) });
  return (
    <div className="w-full max-w-sm min-w-36 text-left">
      <ProgressBar label={t('label')} percent={(100 * value) / meter.every} />
      <p className="mt-0.5 text-sm text-quiet">
        {/* rounded down: what is not due does not look as if it were */}
        {t(trigger, { value: format.number(Math.floor(value)), every: format.number(meter.every) })}
        {due !== undefined && ` · ${due}`}
      </p>
    </div>
  );
}
