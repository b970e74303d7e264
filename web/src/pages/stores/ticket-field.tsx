import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';

const FOUND_MAX = 6;
const unfinished = ['Open', 'In Progress', 'On Hold', 'Resolved'] as const;

interface TicketFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly ticketId: number | undefined;
  /** Also those that are over: parts come back from them. */
  readonly withFinished?: boolean;
  readonly onChoose: (ticketId: number | undefined) => void;
}

/** The ticket that something is for: by its number, or words of it. */
export function TicketField({ label, hint, ticketId, withFinished = false, onChoose }: TicketFieldProps) {
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
        hint={hint ?? t('ticket.hint')}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {sought !== '' && found.data !== undefined && (
        <ul className="mt-1 divide-y divide-line rounded-lg border border-line">
          {found.data.items.map(({ id, machine_name: machine, description }) => (
            <li key={id}>
              <button
                type="button"
                className="block min-h-11 w-full px-3 py-2 text-left hover:bg-sunken"
                onClick={() => {
                  setText('');
                  onChoose(id);
                }}
              >
                <span className="font-medium">{t('ticket.number', { id })}</span>{' '}
                <span className="text-quiet">{machine}</span>
                <span className="line-clamp-1 text-sm">{description}</span>
              </button>
            </li>
          ))}
          {found.data.items.length === 0 && <li className="px-3 py-2 text-quiet">{t('ticket.none')}</li>}
        </ul>
      )}
    </div>
  );
}
