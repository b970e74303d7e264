import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { ticketAddress } from '../../parts/addresses.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { type Movement, signed } from './bookings.ts';
import { ComponentLink } from './component-link.tsx';
import type { MovementSearch } from './search.ts';

interface MovementTableProps {
  readonly rows: readonly Movement[];
  /** Without the component: where all rows are of one. */
  readonly isOfOne?: boolean;
  /** The movement that is pointed at. */
  readonly pointedAt?: number | undefined;
  /** What the rows are narrowed by: a press on a person narrows them further. */
  readonly filters: MovementSearch;
}

export function MovementTable({ rows, isOfOne = false, pointedAt, filters }: MovementTableProps) {
  const { t } = useTranslation('stores');
  const format = useFormat();
  const columns = useMemo((): readonly Column<Movement>[] => {
    const when: Column<Movement> = {
      id: 'when',
      title: t('field.when'),
      cell: (row) => (
        <span className={row.id === pointedAt ? 'rounded bg-accent px-1.5 py-0.5 text-accent-ink' : ''}>
          <span className="whitespace-nowrap">{format.when(row.occurred_at)}</span>
          {row.id === pointedAt && ` · ${t('booked.movement', { id: row.id })}`}
        </span>
      ),
    };
    const component: Column<Movement> = {
      id: 'component',
      title: t('field.component'),
      cell: (row) => <ComponentLink id={row.component_id} name={row.component_name} />,
    };
    return [
      when,
      ...(isOfOne ? [] : [component]),
      { id: 'kind', title: t('field.kind'), cell: ({ kind }) => t(`kind.${kind}`) },
      {
        id: 'quantity',
        title: t('field.quantity'),
        isNumeric: true,
        cell: ({ quantity }) => <span className="font-semibold">{signed(quantity, format)}</span>,
      },
      {
        id: 'after',
        title: t('field.after'),
        isNumeric: true,
        cell: ({ on_hand_after: after, location_name: location }) => (
          <span>
            {format.number(after)} <span className="block text-sm text-quiet">{location}</span>
          </span>
        ),
      },
      { id: 'why', title: t('field.why'), cell: (row) => <Why movement={row} /> },
      {
        id: 'who',
        title: t('field.person'),
        cell: ({ actor }) => (
          <Link
            to="/stores/movements"
            search={{ ...filters, person: actor.name }}
            aria-label={t('movements.onlyOf', { person: actor.name })}
            className="inline-flex min-h-6 items-center break-all underline decoration-line hover:text-accent"
          >
            {actor.name}
          </Link>
        ),
      },
    ];
  }, [t, format, isOfOne, pointedAt, filters]);
  return <DataTable label={t('movements.title')} rows={rows} columns={columns} keyOf={({ id }) => String(id)} />;
}

function Why({ movement: { ticket_id: ticketId, reason, reference } }: { readonly movement: Movement }) {
  const { t } = useTranslation('stores');
  return (
    <span className="flex flex-col max-sm:items-end max-sm:text-right">
      {ticketId !== null && (
        <Link {...ticketAddress(ticketId)} className="inline-flex min-h-6 items-center text-accent underline">
          {t('ticket.number', { id: ticketId })}
        </Link>
      )}
      {reason !== null && <span>{reason}</span>}
      {reference !== null && <span className="text-sm text-quiet">{reference}</span>}
    </span>
  );
}
