/** The stop of the machine that a ticket is about: when it stood, and for which reason. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import type { Item, Ticket } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { useNow } from '../../format/use-now.ts';
import { machineAddress } from '../../parts/addresses.ts';
import { FactLine } from '../../parts/facts.tsx';
import { Card } from '../../ui/page.tsx';

type Period = Item<'/api/v1/analytics/timeline'>;

const HOUR_MS = 3_600_000;
const PERIODS_MAX = 1_000;

/** @returns null where the machine's timeline does not have it any more */
async function readStop(ticket: Ticket): Promise<Period | null> {
  const { fourjaw_downtime_id: periodId, machine_id: machineId, down_from: downFrom, logged_time: loggedAt } = ticket;
  const aboutMs = Date.parse(downFrom ?? loggedAt);
  const query = {
    machine_ids: [machineId],
    // a ticket can be written some hours after its stop
    start_time: new Date(aboutMs - (downFrom === null ? 12 : 1) * HOUR_MS).toISOString(),
    end_time: new Date(aboutMs + HOUR_MS).toISOString(),
    limit: PERIODS_MAX,
  };
  const { items } = await contentOf(GET('/api/v1/analytics/timeline', { params: { query } }));
  return items.find(({ id }) => id === periodId) ?? null;
}

/** So that the stop does not stand at the very edge of the timeline; absent: it lasts. */
function aroundEnd({ end_time: end }: Period): string | undefined {
  return end === null ? undefined : new Date(Date.parse(end) + HOUR_MS).toISOString();
}

/** Nothing where the ticket is about no stop. */
export function LinkedStop({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTranslation('tickets');
  const { fourjaw_downtime_id: periodId, machine_down: isDown } = ticket;
  const query = useQuery({
    queryKey: ['periods', 'of-ticket', ticket.id, periodId, ticket.down_from],
    queryFn: () => readStop(ticket),
    enabled: periodId !== null,
  });
  if (periodId === null && !isDown) return null;
  const stop = query.data;
  return (
    <Card title={t('stop.title')}>
      <dl className="flex flex-col gap-2">
        {isDown && <DownFacts ticket={ticket} />}
        {stop != null && <StopFacts stop={stop} />}
      </dl>
      {stop != null && (
        <Link
          {...machineAddress(ticket.machine_id, { stop: stop.id, until: aroundEnd(stop) })}
          className="mt-2 inline-flex min-h-11 items-center text-accent underline print:hidden"
        >
          {t('stop.onMachine')}
        </Link>
      )}
      {stop === null && <p className="text-quiet">{t('stop.gone')}</p>}
    </Card>
  );
}

function DownFacts({ ticket: { down_from: from, restored_at: to } }: { readonly ticket: Ticket }) {
  const { t } = useTranslation('tickets');
  const format = useFormat();
  return (
    <>
      <FactLine name={t('stop.downFrom')}>{format.dateTime(from)}</FactLine>
      <FactLine name={t('stop.restored')}>{to === null ? t('stop.stillDown') : format.dateTime(to)}</FactLine>
      {from !== null && (
        <FactLine name={t('stop.lasted')}>
          <Lasted fromMs={Date.parse(from)} to={to} />
        </FactLine>
      )}
    </>
  );
}

function StopFacts({ stop }: { readonly stop: Period }) {
  const { t } = useTranslation(['tickets', 'common']);
  const format = useFormat();
  return (
    <>
      <FactLine name={t('stop.recorded')}>
        {format.dateTime(stop.start_time)} –{' '}
        {stop.end_time === null ? t('common:time.now') : format.when(stop.end_time)}
        {' · '}
        <Lasted fromMs={Date.parse(stop.start_time)} to={stop.end_time} />
      </FactLine>
      <FactLine name={t('stop.reason')}>{stop.reason === '' ? t('common:none') : stop.reason}</FactLine>
      <FactLine name={t('stop.category')}>{t(`common:category.${stop.category as 'offline'}`)}</FactLine>
    </>
  );
}

function Lasted({ fromMs, to }: { readonly fromMs: number; readonly to: string | null }) {
  const format = useFormat();
  const nowMs = useNow();
  return <>{format.duration(((to === null ? nowMs : Date.parse(to)) - fromMs) / 1_000)}</>;
}
