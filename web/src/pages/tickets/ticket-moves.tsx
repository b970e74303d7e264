/** The steps that a ticket can take now, as buttons. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../../api/types.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { MoveDialog } from './move-form.tsx';
import { movesOf, type StatusMove, targetOf, usualMove, wantsWords } from './moves.ts';
import { type Step, sendMove } from './send-move.ts';
import { useRereadTickets } from './use-tickets.ts';

export function TicketMoves({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTranslation(['tickets', 'common']);
  const { can } = useSession();
  const notify = useNotify();
  const reread = useRereadTickets();
  const [asked, setAsked] = useState<Exclude<StatusMove, 'start' | 'close'>>();
  const send = useMutation({
    mutationFn: (step: Step) => sendMove(ticket, step),
    onSuccess(_, { move }) {
      setAsked(undefined);
      notify(t('move.done', { ticket: `#${ticket.id}`, status: t(`common:ticketStatus.${targetOf(move)}`) }));
    },
    // also after a refusal: it tells that the ticket stands otherwise than we show
    onSettled: reread,
  });
  const moves = movesOf(ticket);
  if (!can('tickets:work') || moves.length === 0) return null;
  function press(move: StatusMove) {
    send.reset();
    if (wantsWords(move)) setAsked(move);
    else send.mutate({ move });
  }
  return (
    <div className="flex flex-col gap-3 print:hidden">
      <div className="flex flex-wrap gap-2">
        {moves.map((move) => (
          <Button
            key={move}
            kind={move === usualMove(ticket) ? 'primary' : 'plain'}
            isBusy={send.isPending && send.variables.move === move}
            disabled={send.isPending}
            onClick={() => press(move)}
          >
            {t(move === 'start' && ticket.status === 'On Hold' ? 'move.goOn' : `move.${move}`)}
          </Button>
        ))}
      </div>
      {asked === undefined && <Refusal error={send.error} />}
      {asked !== undefined && (
        <MoveDialog
          ticket={ticket}
          move={asked}
          isBusy={send.isPending}
          error={send.error}
          onStep={send.mutate}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}
