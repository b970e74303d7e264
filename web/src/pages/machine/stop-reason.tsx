import { CircleHelp, Pencil } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { TicketLink } from '../../parts/ticket-link.tsx';
import { useSession } from '../../session/session.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import type { Stop } from './use-stops.ts';

/** Why a machine stood, who said so, and the way to say it. */
export function StopReason({ stop, onExplain }: { readonly stop: Stop; readonly onExplain: (stop: Stop) => void }) {
  const { t } = useTranslation(['machine', 'common']);
  const { can } = useSession();
  const mayExplain = can('stops:explain');
  const { reason, unanswered, named_by: by, note, maintenance_ticket_id: ticketId } = stop;
  return (
    <div className="flex items-center justify-between gap-2 max-sm:text-right">
      <div>
        {unanswered ? (
          <span className="inline-flex items-center gap-1.5 font-medium text-warning">
            <CircleHelp className="size-5 shrink-0" aria-hidden />
            {t('stops.unanswered')}
          </span>
        ) : (
          <span>{reason?.name ?? t(`common:category.${stop.category}`)}</span>
        )}
        {by !== null && <span className="block text-sm text-quiet">{t('stops.namedBy', { name: by.name })}</span>}
        {note !== null && <span className="block text-sm text-quiet">{note}</span>}
        {ticketId !== null && <TicketLink ticketId={ticketId} />}
      </div>
      {mayExplain &&
        (unanswered ? (
          <Button size="small" className="min-h-11 shrink-0" onClick={() => onExplain(stop)}>
            {t('stops.answer')}
          </Button>
        ) : (
          <IconButton
            label={t('stops.correct')}
            icon={<Pencil className="size-4" aria-hidden />}
            onClick={() => onExplain(stop)}
          />
        ))}
    </div>
  );
}
