import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type KeyboardEvent, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';

const FOUND_MAX = 6;
const unfinished = ['Open', 'In Progress', 'On Hold', 'Resolved'] as const;

interface TicketFieldProps {
  readonly label: string;
  readonly ticketId: number | undefined;
  readonly isRequired?: boolean;
  /** Also those that are over: parts come back from them. */
  readonly withFinished?: boolean;
  readonly onChoose: (ticketId: number | undefined) => void;
}

/**
 * The ticket that something is for: by its number, or words of it.
 *
 * A form is not sent while something is typed here that nobody has chosen: it would be booked for no ticket.
 */
export function TicketField({ label, ticketId, isRequired = false, withFinished = false, onChoose }: TicketFieldProps) {
  const { t } = useTranslation('stores');
  const [text, setText] = useState('');
  const sought = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ['tickets', 'for-stock', sought, withFinished],
    queryFn: () => {
      const query = { text: sought, limit: FOUND_MAX, ...(withFinished ? {} : { status: [...unfinished] }) };
      return contentOf(GET('/api/v1/tickets/search', { params: { query } }));
    },
    enabled: sought !== '',
    placeholderData: keepPreviousData,
  });
  const tickets = sought === '' ? undefined : found.data?.items;

  function choose(id: number) {
    setText('');
    onChoose(id);
  }
  /** Enter takes the ticket with the typed number, or the only one that there is; else the form says what is missing. */
  function enter(event: KeyboardEvent) {
    if (event.key !== 'Enter' || tickets === undefined || found.isPlaceholderData || sought !== text.trim()) return;
    const [first, ...others] = tickets;
    const meant = tickets.find(({ id }) => String(id) === sought) ?? (others.length === 0 ? first : undefined);
    if (meant === undefined) return;
    event.preventDefault();
    choose(meant.id);
  }

  if (ticketId !== undefined) {
    return (
      <div>
        <p className="mb-1 font-medium">{label}</p>
        <p className="flex min-h-11 items-center justify-between gap-2 rounded-lg border border-line bg-sunken pl-3">
          {t('ticket.number', { id: ticketId })}
          <IconButton
            label={t('ticket.remove')}
            icon={<X className="size-5" aria-hidden />}
            onClick={() => onChoose(undefined)}
          />
        </p>
      </div>
    );
  }
  return (
    <div>
      <TextField
        label={label}
        type="search"
        autoComplete="off"
        required={isRequired}
        hint={t(isRequired ? 'ticket.hint' : 'ticket.optionalHint')}
        problem={text.trim() === '' ? undefined : t('ticket.notChosen')}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={enter}
      />
      {sought !== '' && tickets === undefined && <Refusal error={found.error ?? found.failureReason} isTriedAgain />}
      {tickets !== undefined && (
        <ul className="mt-1 divide-y divide-line rounded-lg border border-line">
          {tickets.map(({ id, machine_name: machine, description }) => (
            <li key={id}>
              <button
                type="button"
                className="block min-h-11 w-full px-3 py-2 text-left hover:bg-sunken"
                onClick={() => choose(id)}
              >
                <span className="font-medium">{t('ticket.number', { id })}</span>{' '}
                <span className="text-quiet">{machine}</span>
                <span className="line-clamp-1 text-sm">{description}</span>
              </button>
            </li>
          ))}
          {tickets.length === 0 && <li className="px-3 py-2 text-quiet">{t('ticket.none')}</li>}
        </ul>
      )}
    </div>
  );
}
