import { ArrowRightLeft, type LucideIcon, PackageMinus, PackagePlus, Scale, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { type BookingKind, bookingKinds } from './bookings.ts';
import type { Component } from './use-stock.ts';

const icons: Readonly<Record<BookingKind, LucideIcon>> = {
  receive: PackagePlus,
  issue: PackageMinus,
  return: Undo2,
  transfer: ArrowRightLeft,
  adjust: Scale,
};
const needs = (kind: BookingKind) => (kind === 'issue' || kind === 'return' ? 'inventory:issue' : 'inventory:manage');

/** What somebody may do with it, in keys that a hand in a glove hits. */
export function BookingButtons({
  component,
  onBook,
}: {
  readonly component: Component;
  readonly onBook: (kind: BookingKind) => void;
}) {
  const { t } = useTranslation('stores');
  const { can } = useSession();
  const shown = bookingKinds.filter((kind) => can(needs(kind)));
  if (shown.length === 0) return null;
  return (
    <div className="mb-4 grid grid-cols-2 gap-2 sm:grid-cols-5">
      {shown.map((kind) => {
        const Icon = icons[kind];
        // nothing comes in of what is out of use, and nothing goes where nothing is
        const cannot =
          kind === 'receive'
            ? component.retired
            : (kind === 'issue' || kind === 'transfer') && component.current_stock === 0;
        return (
          <Button
            key={kind}
            size="glove"
            kind={kind === 'issue' ? 'primary' : 'plain'}
            icon={<Icon className="size-6" aria-hidden />}
            className={kind === 'adjust' ? 'max-sm:col-span-2 px-3! text-lg!' : 'px-3! text-lg!'}
            disabled={cannot}
            onClick={() => onBook(kind)}
          >
            {t(`book.${kind}`)}
          </Button>
        );
      })}
    </div>
  );
}
