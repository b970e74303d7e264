import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { useFormat } from '../../format/use-format.ts';
import { ticketAddress } from '../../parts/addresses.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ChecklistCard } from './checklist-card.tsx';
import { DuesCard } from './dues-card.tsx';
import { PartsCard } from './parts-card.tsx';
import type { Plan } from './plan.ts';
import { PlanButtons } from './plan-buttons.tsx';
import { PlanDialog } from './plan-dialog.tsx';
import { PlanState } from './plan-state.tsx';
import { ScheduleCard } from './schedule-card.tsx';
import { useRhythmWords } from './use-rhythm-words.ts';

/** One plan: when it is due, what became of it, what is done and with what. */
export function PlanPage() {
  const { planId } = useParams({ from: '/door/shell/plans/$planId' });
  const id = Number(planId);
  const plan = useQuery({
    queryKey: ['plans', id],
    queryFn: () => contentOf(GET('/api/v1/plans/{id}', { params: { path: { id } } })),
  });
  return <QueryView query={plan}>{(data) => <PlanView plan={data} />}</QueryView>;
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
            to="/machines/$machineId"
            params={{ machineId: plan.machine_id }}
            className="inline-flex min-h-11 items-center text-accent hover:underline"
          >
            {plan.machine_name}
          </Link>
          <PlanState plan={plan} />
        </span>
      }
      actions={mayManage && <Button onClick={() => setIsEditing(true)}>{t('common:action.edit')}</Button>}
    >
      {mayManage && <PlanButtons plan={plan} />}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <ScheduleCard plan={plan} />
        <AboutCard plan={plan} />
        <ChecklistCard checklist={plan.checklist} />
        <PartsCard parts={plan.parts} />
        <DuesCard planId={plan.id} />
      </div>
      {isEditing && <PlanDialog plan={plan} onClose={() => setIsEditing(false)} onSaved={() => setIsEditing(false)} />}
    </Page>
  );
}

function AboutCard({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation(['plans', 'common']);
  const format = useFormat();
  const words = useRhythmWords();
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('rhythm.title'), words(plan)],
    [t('form.basis'), t(`basis.${plan.basis}`)],
    [t('form.beginsOn'), plan.begins_on === null ? null : format.calendarDate(plan.begins_on)],
    [t('form.offDays'), plan.off_days === null ? null : t(`offDays.${plan.off_days}`)],
    [t('opensBefore'), t('days', { count: plan.lead_days_in_force })],
    [t('form.priority'), t(`common:priority.${plan.priority}`)],
    [t('form.category'), plan.incident_category],
    [t('form.assignee'), plan.assignee?.name],
    [t('form.team'), plan.team],
    [t('form.minutes'), plan.estimated_minutes === null ? null : format.duration(plan.estimated_minutes * 60)],
    [
      t('openTicket'),
      plan.open_ticket_id === null ? null : (
        <Link {...ticketAddress(plan.open_ticket_id)} className="font-medium text-accent hover:underline">
          {t('ticket', { number: plan.open_ticket_id })}
        </Link>
      ),
    ],
  ];
  return (
    <Card title={t('about')}>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3">
        {facts
          .filter(([, value]) => value != null && value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt className="text-sm text-quiet">{name}</dt>
              <dd className="font-medium break-words">{value}</dd>
            </div>
          ))}
      </dl>
      {plan.instructions !== null && <p className="mt-3 whitespace-pre-line">{plan.instructions}</p>}
    </Card>
  );
}
