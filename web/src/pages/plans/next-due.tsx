import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { ticketAddress } from '../../parts/addresses.ts';
import { PlanMeter } from '../../parts/plan-meter.tsx';
import type { Plan } from './plan.ts';

/** When a plan is due next, or what has to happen before. */
export function NextDue({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation('plans');
  const format = useFormat();
  if (plan.meter !== null) return <PlanMeter plan={plan} />;
  if (plan.next_due_at !== null || plan.open_ticket_id === null || plan.status !== 'active') {
    return format.day(plan.next_due_at);
  }
  return (
    <Link {...ticketAddress(plan.open_ticket_id)} className="text-accent hover:underline">
      {t('whenDone', { number: plan.open_ticket_id })}
    </Link>
  );
}
