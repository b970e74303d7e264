import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Pencil, Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { machineAddress } from '../../parts/addresses.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryPage } from '../../ui/query-page.tsx';
import { AboutCard } from './about-card.tsx';
import { ChecklistCard } from './checklist-card.tsx';
import { DuesCard } from './dues-card.tsx';
import { PartsCard } from './parts-card.tsx';
import type { Plan } from './plan.ts';
import { PlanButtons } from './plan-buttons.tsx';
import { PlanDialog } from './plan-dialog.tsx';
import { PlanState } from './plan-state.tsx';
import { ScheduleCard } from './schedule-card.tsx';

/** One plan: when it is due, what became of it, what is done and with what. */
export function PlanPage() {
  const { planId } = useParams({ from: '/door/shell/plans/$planId' });
  const { t } = useTranslation('plans');
  const id = Number(planId);
  const plan = useQuery({
    queryKey: ['plans', id],
    queryFn: () => contentOf(GET('/api/v1/plans/{id}', { params: { path: { id } } })),
  });
  return (
    <QueryPage query={plan} title={t('plan')}>
      {(data) => <PlanView key={data.id} plan={data} />}
    </QueryPage>
  );
}

function PlanView({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation(['plans', 'common']);
  const { can } = useSession();
  const [isEditing, setIsEditing] = useState(false);
  const mayManage = can('plans:manage');
  return (
    <Page
      title={plan.title}
      subtitle={
        <span className="flex flex-wrap items-center gap-x-3">
          <Link
            {...machineAddress(plan.machine_id)}
            className="inline-flex min-h-11 items-center text-accent hover:underline"
          >
            {plan.machine_name}
          </Link>
          <PlanState plan={plan} />
        </span>
      }
      actions={
        <>
          {mayManage && (
            <Button icon={<Pencil className="size-5" aria-hidden />} onClick={() => setIsEditing(true)}>
              {t('common:action.edit')}
            </Button>
          )}
          <Button icon={<Printer className="size-5" aria-hidden />} onClick={() => window.print()}>
            {t('common:action.print')}
          </Button>
        </>
      }
    >
      {mayManage && <PlanButtons plan={plan} />}
      <div className="grid items-start gap-4 lg:grid-cols-2 print:block print:space-y-4">
        <ScheduleCard plan={plan} />
        <AboutCard plan={plan} />
        <ChecklistCard checklist={plan.checklist} />
        <PartsCard plan={plan} />
        <DuesCard planId={plan.id} />
      </div>
      {isEditing && <PlanDialog plan={plan} onClose={() => setIsEditing(false)} onSaved={() => setIsEditing(false)} />}
    </Page>
  );
}
