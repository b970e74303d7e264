/** A ticket on the board. What can be done by dragging can be done by its menu. */
import { Link } from '@tanstack/react-router';
import { Ellipsis, OctagonAlert } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { movesOf, type StatusMove } from './moves.ts';
import { DueMark, PriorityMark } from './ticket-marks.tsx';
import { type TicketRow, titleOf } from './ticket-words.ts';

export function CardContent({ ticket }: { readonly ticket: TicketRow }) {
  const { t } = useTranslation('tickets');
  return (
    <div className="flex flex-wrap gap-x-3 gap-y-1 text-sm">
      <span className="w-full text-quiet">{ticket.machine_name}</span>
      <PriorityMark priority={ticket.priority} />
      {ticket.due_at !== null && <DueMark ticket={ticket} />}
      {ticket.machine_down && ticket.restored_at === null && (
        <span className="inline-flex items-center gap-1 font-semibold text-danger">
          <OctagonAlert className="size-4" aria-hidden />
          {t('down')}
        </span>
      )}
      {ticket.assignee !== null && <span className="text-quiet">{ticket.assignee.name}</span>}
      {ticket.hold_reason !== null && (
        <span className="w-full">{t('hold.waits', { for: t(`holdReason.${ticket.hold_reason}`) })}</span>
      )}
    </div>
  );
}

interface BoardCardProps {
  readonly ticket: TicketRow;
  readonly isDragged: boolean;
  /** Absent for whoever may not work on tickets. */
  readonly onPointerDown?: (event: PointerEvent) => void;
  readonly onMove?: (move: StatusMove) => void;
}

export function BoardCard({ ticket, isDragged, onPointerDown, onMove }: BoardCardProps) {
  const { t } = useTranslation('tickets');
  return (
    <li
      data-card={ticket.id}
      onPointerDown={onPointerDown}
      className={`rounded-lg border border-line bg-surface p-3 select-none ${onPointerDown === undefined ? '' : 'cursor-grab'} ${isDragged ? 'opacity-40' : ''}`}
    >
      <div className="flex items-start gap-1">
        <Link
          to="/tickets/$ticketId"
          params={{ ticketId: ticket.id }}
          draggable={false}
          className="min-w-0 flex-1 font-medium break-words hover:underline"
        >
          <span className="text-quiet tabular-nums">#{ticket.id}</span> {titleOf(ticket)}
        </Link>
        {onMove !== undefined && (
          <DropdownMenu.Root>
            <DropdownMenu.Trigger
              aria-label={t('board.menu', { ticket: `#${ticket.id}` })}
              className="-mt-2 -mr-2 flex size-11 shrink-0 items-center justify-center rounded-lg hover:bg-sunken"
            >
              <Ellipsis className="size-5" aria-hidden />
            </DropdownMenu.Trigger>
            <DropdownMenu.Portal>
              <DropdownMenu.Content
                align="end"
                collisionPadding={8}
                className="z-50 min-w-52 rounded-xl border border-line bg-surface p-1 shadow-xl"
              >
                {movesOf(ticket).map((move) => (
                  <DropdownMenu.Item
                    key={move}
                    onSelect={() => onMove(move)}
                    className="flex min-h-11 items-center rounded-lg px-3 outline-none data-[highlighted]:bg-sunken"
                  >
                    {t(move === 'start' && ticket.status === 'On Hold' ? 'move.goOn' : `move.${move}`)}
                  </DropdownMenu.Item>
                ))}
              </DropdownMenu.Content>
            </DropdownMenu.Portal>
          </DropdownMenu.Root>
        )}
      </div>
      <CardContent ticket={ticket} />
    </li>
  );
}
