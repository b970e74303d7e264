import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { useFormat } from '../../format/use-format.ts';
import { PlanMeter } from '../../parts/plan-meter.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { END_OF_DAY, type Plan } from './plan.ts';

const SHOWN = 6;

/** When it is next due, and how far its meter has come. */
export function ScheduleCard({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation('plans');
  const format = useFormat();
  const schedule = useQuery({
    queryKey: ['plans', plan.id, 'schedule'],
    queryFn: () =>
      contentOf(GET('/api/v1/plans/{id}/schedule', { params: { path: { id: plan.id }, query: { count: SHOWN } } })),
  });
  const isAtTime = plan.due_time !== null && plan.due_time !== END_OF_DAY;
  const dueText = (due: string) => (isAtTime ? `${format.day(due)}, ${format.time(due)}` : format.day(due));
  return (
    <Card title={t('schedule')}>
      <QueryView query={schedule}>
        {({ items }) => (
          <>
            {plan.meter !== null && (
              <div className="mb-3">
                <PlanMeter plan={plan} />
                <p className="text-sm text-quiet">{t('perDay', { perDay: format.number(plan.meter.per_day) })}</p>
              </div>
            )}
            {items.length === 0 ? (
              <p className="text-quiet">{t('noDues')}</p>
            ) : (
              <ol className="divide-y divide-line">
                {items.map(({ due_at: due, opens_at: opens }) => (
                  <li key={due} className="flex flex-wrap justify-between gap-x-4 py-2">
                    <span className="font-medium">{dueText(due)}</span>
                    <span className="text-sm text-quiet">{t('opens', { when: format.dateTime(opens) })}</span>
                  </li>
                ))}
              </ol>
            )}
          </>
        )}
      </QueryView>
    </Card>
  );
}
