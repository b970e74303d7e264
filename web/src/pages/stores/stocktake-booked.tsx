import { Link } from '@tanstack/react-router';
import { CircleCheck, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { IconButton } from '../../ui/button.tsx';
import { type Movement, signed } from './bookings.ts';

export interface Booked {
  readonly location_id: number;
  readonly location_name: string;
  readonly counted: number;
  readonly differences: readonly Movement[];
}

/** What the count has changed, each with its movement. */
export function StocktakeBooked({ booked, onClose }: { readonly booked: Booked; readonly onClose: () => void }) {
  const { t } = useTranslation(['stores', 'common']);
  const format = useFormat();
  return (
    <div role="status" className="mb-4 flex items-start gap-3 rounded-xl border-2 border-good bg-surface p-4">
      <CircleCheck className="mt-0.5 size-6 shrink-0 text-good" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">
          {t('stocktake.booked', { location: booked.location_name, count: booked.counted })}
        </p>
        {booked.differences.length === 0 && <p>{t('stocktake.allRight')}</p>}
        <ul>
          {booked.differences.map((movement) => (
            <li key={movement.id}>
              {movement.component_name}: <span className="font-semibold">{signed(movement.quantity, format)}</span>{' '}
              <Link
                to="/stores/movements"
                search={{ location: movement.location_id, kind: 'stocktake', movement: movement.id }}
                className="inline-flex min-h-6 items-center text-accent underline"
              >
                {t('booked.movement', { id: movement.id })}
              </Link>
            </li>
          ))}
        </ul>
      </div>
      <IconButton label={t('common:action.close')} icon={<X className="size-5" aria-hidden />} onClick={onClose} />
    </div>
  );
}
