import { Link, useNavigate } from '@tanstack/react-router';
import { Plus, Printer } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { csvAddress } from '../../parts/csv-address.ts';
import { CsvLink } from '../../parts/csv-link.tsx';
import { useMachines } from '../../parts/machines/use-machines.ts';
import { CursorList, useCursorRows } from '../../parts/manage/cursor-list.tsx';
import { useFilters } from '../../parts/manage/use-filters.ts';
import { useSession } from '../../session/session.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { NextDue } from './next-due.tsx';
import { type Plan, statuses, triggers } from './plan.ts';
import { PlanDialog } from './plan-dialog.tsx';
import { PlanState } from './plan-state.tsx';
import { useRhythmWords } from './use-rhythm-words.ts';

/** All that most factories have: they are sorted here. */
const ROWS = 500;

/** Maintenance plans: which machine, how often, and when next. */
export function PlansPage() {
  const { t } = useTranslation(['plans', 'common']);
  const { can } = useSession();
  const { filters, bind } = useFilters<'machine' | 'status' | 'trigger'>();
  const navigate = useNavigate();
  const [isCreating, setIsCreating] = useState(false);
  const machines = useMachines().data ?? [];
  const status = statuses.find((each) => each === filters.status);
  const trigger = triggers.find((each) => each === filters.trigger);
  const query = {
    ...(filters.machine === undefined ? {} : { machine_ids: [filters.machine] }),
    ...(status === undefined ? {} : { status }),
    ...(trigger === undefined ? {} : { trigger }),
  };
  const list = useCursorRows<Plan>(['plans', 'list', query], (page) =>
    contentOf(GET('/api/v1/plans', { params: { query: { ...page, ...query, limit: ROWS } } })),
  );
  const columns = usePlanColumns();
  return (
    <Page
      title={t('title')}
      actions={
        <>
          <LinkButton to="/plans/compliance">{t('compliance.title')}</LinkButton>
          <CsvLink address={csvAddress('/api/v1/plans.csv', query)} />
          <Button icon={<Printer className="size-5" aria-hidden />} onClick={() => window.print()}>
            {t('common:action.print')}
          </Button>
          {can('plans:manage') && (
            <Button kind="primary" icon={<Plus className="size-5" aria-hidden />} onClick={() => setIsCreating(true)}>
              {t('create')}
            </Button>
          )}
        </>
      }
    >
      <div className="mb-4 grid gap-3 sm:grid-cols-3 print:hidden">
        <SelectField label={t('machine')} {...bind('machine')}>
          <option value="">{t('all')}</option>
          {machines.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField label={t('state')} {...bind('status')}>
          <option value="">{t('all')}</option>
          {statuses.map((each) => (
            <option key={each} value={each}>
              {t(`status.${each}`)}
            </option>
          ))}
        </SelectField>
        <SelectField label={t('form.trigger')} {...bind('trigger')}>
          <option value="">{t('all')}</option>
          {triggers.map((each) => (
            <option key={each} value={each}>
              {t(`trigger.${each}`)}
            </option>
          ))}
        </SelectField>
      </div>
      <CursorList list={list} label={t('title')} columns={columns} keyOf={({ id }) => String(id)} empty={t('none')} />
      {isCreating && (
        <PlanDialog
          plan={undefined}
          onClose={() => setIsCreating(false)}
          onSaved={({ id }) => void navigate({ to: '/plans/$planId', params: { planId: String(id) } })}
        />
      )}
    </Page>
  );
}

function usePlanColumns(): readonly Column<Plan>[] {
  const { t } = useTranslation('plans');
  const words = useRhythmWords();
  return useMemo(
    () => [
      {
        id: 'title',
        title: t('plan'),
        value: ({ title }) => title,
        cell: ({ id, title }) => (
          <Link
            to="/plans/$planId"
            params={{ planId: String(id) }}
            className="inline-flex min-h-11 items-center font-medium text-accent hover:underline"
          >
            {title}
          </Link>
        ),
      },
      { id: 'machine', title: t('machine'), value: ({ machine_name: name }) => name },
      { id: 'rhythm', title: t('rhythm.title'), cell: (plan) => words(plan) },
      {
        id: 'next',
        title: t('next'),
        value: ({ next_due_at: at, meter }) => at ?? meter?.due_at,
        cell: (plan) => <NextDue plan={plan} />,
      },
      { id: 'state', title: t('state'), value: ({ status }) => status, cell: (plan) => <PlanState plan={plan} /> },
    ],
    [t, words],
  );
}
