import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/session.tsx';
import { Page } from '../../ui/page.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { CardContent } from './board-card.tsx';
import { BoardColumn } from './board-column.tsx';
import { FilterBar } from './filter-bar.tsx';
import { MoveDialog } from './move-form.tsx';
import { moveInto, type StatusMove, targetOf, wantsWords } from './moves.ts';
import { Overtaken } from './overtaken.tsx';
import { type Step, sendMove } from './send-move.ts';
import { type TicketRow, type TicketStatus, ticketStatuses, titleOf } from './ticket-words.ts';
import { useCardDrag } from './use-card-drag.ts';
import { useRereadTickets } from './use-tickets.ts';
import { ViewTabs } from './view-tabs.tsx';

interface Asked {
  readonly ticket: TicketRow;
  readonly move: Exclude<StatusMove, 'start' | 'close'>;
}

/** Tickets by how they stand; a card goes where the server lets it go. */
export function BoardPage() {
  const { t } = useTranslation(['tickets', 'common']);
  const { can } = useSession();
  const filters = useSearch({ from: '/door/shell/tickets/board' });
  const navigate = useNavigate({ from: '/tickets/board' });
  const notify = useNotify();
  const reread = useRereadTickets();
  const [asked, setAsked] = useState<Asked>();
  const board = useRef<HTMLDivElement>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const send = useMutation({
    mutationFn: ({ ticket, step }: { readonly ticket: TicketRow; readonly step: Step }) => sendMove(ticket, step),
    onSuccess(_, { ticket, step }) {
      setAsked(undefined);
      notify(t('move.done', { ticket: `#${ticket.id}`, status: t(`common:ticketStatus.${targetOf(step.move)}`) }));
    },
    // the card stays where it was put until the columns have been read again
    onSettled: reread,
  });
  const { drag, onPointerDown } = useCardDrag(board, ghost, drop);

  function drop(ticket: TicketRow, status: TicketStatus): void {
    const move = moveInto(ticket, status);
    if (move !== undefined) take(ticket, move);
    else if (status !== ticket.status) {
      notify(
        t('board.notAllowed', {
          from: t(`common:ticketStatus.${ticket.status}`),
          to: t(`common:ticketStatus.${status}`),
        }),
      );
    }
  }
  function take(ticket: TicketRow, move: StatusMove): void {
    send.reset();
    if (wantsWords(move)) setAsked({ ticket, move });
    else send.mutate({ ticket, step: { move } });
  }

  const moving = send.isPending ? { ticket: send.variables.ticket, to: targetOf(send.variables.step.move) } : undefined;
  return (
    <Page title={t('board.title')} actions={<ViewTabs filters={filters} />}>
      <FilterBar
        filters={filters}
        onChange={(changes) => void navigate({ search: (known) => ({ ...known, ...changes }), replace: true })}
        onClear={() => void navigate({ search: {}, replace: true })}
      />
      {send.isError && asked === undefined && (
        <Overtaken ticket={send.variables.ticket} error={send.error} onClose={() => send.reset()} />
      )}
      <div ref={board} className="flex snap-x gap-3 overflow-x-auto pb-4">
        {ticketStatuses.map((status) => (
          <BoardColumn
            key={status}
            status={status}
            filters={filters}
            drag={drag}
            moving={moving}
            {...(can('tickets:work') ? { onPointerDown, onMove: take } : {})}
          />
        ))}
      </div>
      <div
        ref={ghost}
        aria-hidden
        className={`pointer-events-none fixed top-0 left-0 z-50 w-60 rounded-lg border-2 border-accent bg-surface p-3 shadow-2xl ${drag === undefined ? 'hidden' : ''}`}
      >
        {drag !== undefined && (
          <>
            <p className="font-medium">{titleOf(drag.ticket)}</p>
            <CardContent ticket={drag.ticket} />
          </>
        )}
      </div>
      {asked !== undefined && (
        <MoveDialog
          ticket={asked.ticket}
          move={asked.move}
          isBusy={send.isPending}
          error={send.error}
          onStep={(step) => send.mutate({ ticket: asked.ticket, step })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Page>
  );
}
