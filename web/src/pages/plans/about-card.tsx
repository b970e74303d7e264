import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { FactList } from '../../parts/manage/fact-list.tsx';
import { TicketLink } from '../../parts/ticket-link.tsx';
import { Card } from '../../ui/page.tsx';
import { END_OF_DAY, type Plan } from './plan.ts';
import { weekdays } from './rhythm.ts';
import { useRhythmWords } from './use-rhythm-words.ts';

/** What is said of a plan: how often, for whom, how. */
export function AboutCard({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation(['plans', 'common']);
  const format = useFormat();
  const words = useRhythmWords();
  const list = new Intl.ListFormat(format.locale, { type: 'conjunction' });
  const { working_days: days, off_days: offDays } = plan;
  const workingDays =
    offDays === null || offDays === 'keep'
      ? null
      : days === null
        ? t('workingDays.shifts')
        : list.format(weekdays.filter((_, at) => days.includes(at + 1)).map((day) => t(`weekday.${day}`)));
  return (
    <Card title={t('about')}>
      <FactList
        facts={[
          [t('rhythm.title'), words(plan)],
          [t('form.basis'), t(`basis.${plan.basis}`)],
          [t('form.beginsOn'), plan.begins_on === null ? null : format.calendarDate(plan.begins_on)],
          [t('form.dueTime'), plan.due_time === END_OF_DAY ? null : plan.due_time],
          [t('form.offDays'), offDays === null ? null : t(`offDays.${offDays}`)],
          [t('form.workingDays'), workingDays],
          [t('opensBefore'), t('days', { count: plan.lead_days_in_force })],
          [t('form.priority'), t(`common:priority.${plan.priority}`)],
          [t('form.category'), plan.incident_category],
          [t('form.assignee'), plan.assignee?.name],
          [t('form.team'), plan.team],
          [t('takes'), plan.estimated_minutes === null ? null : format.duration(plan.estimated_minutes * 60)],
          [t('openTicket'), plan.open_ticket_id === null ? null : <TicketLink ticketId={plan.open_ticket_id} />],
        ]}
      />
      {plan.instructions !== null && <p className="mt-3 whitespace-pre-line">{plan.instructions}</p>}
    </Card>
  );
}
