import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey } from '../../api/client.ts';
import { useFormat } from '../../format/use-format.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { counterBookings, type Movement, signed } from './bookings.ts';
import { sendBooking } from './send-booking.ts';
import { useRereadStock } from './use-stock.ts';

/** One step that was booked: it stays until somebody has seen it, so that a mistake is seen, too. */
export interface Booked {
  readonly movements: readonly Movement[];
  /** Whether it took another one back. */
  readonly isUndo: boolean;
}

interface BookedNoticeProps {
  readonly booked: Booked;
  readonly onUndone: (booked: Booked) => void;
  readonly onClose: () => void;
}

export function BookedNotice({ booked: { movements, isUndo }, onUndone, onClose }: BookedNoticeProps) {
  const { t } = useTranslation(['stores', 'common']);
  const format = useFormat();
  const reread = useRereadStock();
  // pressed again after a lost answer, what was taken back already is not taken back twice
  const [keys] = useState(() => movements.map(newIdempotencyKey));
  const undo = useMutation({
    async mutationFn() {
      const done: Movement[] = [];
      const bookings = counterBookings(movements, (id) => t('undo.reason', { id }));
      for (const [at, booking] of bookings.entries()) {
        done.push(...(await sendBooking(movements[0]?.component_id ?? 0, booking, keys[at] ?? newIdempotencyKey())));
      }
      return done;
    },
    onSuccess: (done) => onUndone({ movements: done, isUndo: true }),
    onSettled: reread,
  });
  return (
    <div role="status" className="mb-4 flex flex-col gap-2 rounded-xl border-2 border-good bg-surface p-4">
      <div className="flex items-start gap-3">
        <CircleCheck className="mt-0.5 size-6 shrink-0 text-good" aria-hidden />
        <div className="min-w-0 flex-1">
          {movements.length === 0 && <p>{t('booked.nothing')}</p>}
          <ul>
            {movements.map((movement) => (
              <li key={movement.id}>
                {isUndo && <span className="font-semibold">{t('booked.undone')} </span>}
                {t('booked.line', {
                  kind: t(`kind.${movement.kind}`),
                  quantity: signed(movement.quantity, format),
                  location: movement.location_name,
                  after: movement.on_hand_after,
                })}{' '}
                <Link
                  to="/stores/movements"
                  search={{ component: movement.component_id, movement: movement.id }}
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
      <Refusal error={undo.error} />
      {!isUndo && movements.length > 0 && (
        <div className="pl-9">
          <Button isBusy={undo.isPending} onClick={() => undo.mutate()}>
            {t('undo.button')}
          </Button>
        </div>
      )}
    </div>
  );
}
