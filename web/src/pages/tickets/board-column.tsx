/** The tickets of one status, as the board shows them. */
import type { PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { BoardCard } from './board-card.tsx';
import { moveInto, type StatusMove } from './moves.ts';
import { columnQuery, type TicketFilters } from './search.ts';
import { StatusMark } from './ticket-marks.tsx';
import type { TicketRow, TicketStatus } from './ticket-words.ts';
import type { Drag } from './use-card-drag.ts';
import { useTicketPages } from './use-tickets.ts';

const CARDS = 25;

interface BoardColumnProps {
  readonly status: TicketStatus;
  readonly filters: TicketFilters;
  readonly drag: Drag | undefined;
  /** One that is on its way to another column. */
  readonly moving: { readonly ticket: TicketRow; readonly to: TicketStatus } | undefined;
  /** Absent for whoever may not work on tickets. */
  readonly onPointerDown?: (event: PointerEvent, ticket: TicketRow) => void;
  readonly onMove?: (ticket: TicketRow, move: StatusMove) => void;
}

export function BoardColumn({ status, filters, drag, moving, onPointerDown, onMove }: BoardColumnProps) {
  const { t } = useTranslation(['tickets', 'common']);
  const pages = useTicketPages({ ...columnQuery(filters, status), limit: CARDS });
  /** One that is moved is there already where it is moved to. */
  const shown = (there: readonly TicketRow[]) => [
    ...(moving?.to === status ? [moving.ticket] : []),
    ...there.filter(({ id }) => id !== moving?.ticket.id),
  ];
  const accepts = drag !== undefined && moveInto(drag.ticket, status) !== undefined;
  const look =
    drag === undefined || drag.ticket.status === status
      ? ''
      : accepts
        ? drag.over === status
          ? 'outline-3 outline-accent'
          : 'outline-2 outline-dashed outline-accent'
        : 'opacity-50';
  return (
    <section
      data-column={status}
      aria-label={t(`common:ticketStatus.${status}`)}
      className={`flex w-72 shrink-0 snap-start flex-col rounded-xl bg-sunken p-2 sm:w-64 xl:w-auto xl:min-w-52 xl:flex-1 ${look}`}
    >
      <h2 className="flex items-center justify-between gap-2 px-1 py-2">
        <StatusMark status={status} />
        <span className="text-sm text-quiet tabular-nums">{pages.data?.pages[0]?.total}</span>
      </h2>
      <QueryView query={pages}>
        {({ pages: read }) => {
          const tickets = shown(read.flatMap(({ items }) => items));
          return (
            <>
              <ul className="flex flex-col gap-2">
                {tickets.map((ticket) => (
                  <BoardCard
                    key={ticket.id}
                    ticket={ticket}
                    isDragged={drag?.ticket.id === ticket.id || moving?.ticket.id === ticket.id}
                    {...(onPointerDown === undefined
                      ? {}
                      : { onPointerDown: (event: PointerEvent) => onPointerDown(event, ticket) })}
                    {...(onMove === undefined ? {} : { onMove: (move: StatusMove) => onMove(ticket, move) })}
                  />
                ))}
              </ul>
              {tickets.length === 0 && <p className="px-1 py-3 text-sm text-quiet">{t('board.none')}</p>}
            </>
          );
        }}
      </QueryView>
      {pages.hasNextPage && (
        <Button
          size="small"
          className="mt-2"
          isBusy={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t('common:action.more')}
        </Button>
      )}
    </section>
  );
}
