import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { componentAddress } from '../../parts/addresses.ts';
import { Tag } from '../../parts/manage/tag.tsx';
import { Card } from '../../ui/page.tsx';
import type { Plan } from './plan.ts';

/** What of the stock it takes, and whether that is there. */
export function PartsCard({ plan: { parts, open_ticket_id: ticketId } }: { readonly plan: Plan }) {
  const { t } = useTranslation('plans');
  const format = useFormat();
  // of what is set aside the plan's own open ticket has its share
  const free = ({ on_hand: onHand, reserved }: Plan['parts'][number]) =>
    ticketId === null ? onHand - reserved : onHand;
  return (
    <Card title={t('parts')}>
      {parts.length === 0 ? (
        <p className="text-quiet">{t('noParts')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {parts.map((part) => (
            <li key={part.component_id} className="flex flex-wrap items-center justify-between gap-x-4 py-2">
              <Link {...componentAddress(part.component_id)} className="font-medium text-accent hover:underline">
                {part.component_name}
              </Link>
              <span className="flex flex-wrap items-center gap-x-3">
                {format.number(part.quantity)} {part.unit}
                <Tag tone={free(part) >= part.quantity ? 'good' : 'danger'}>
                  {t('onHand', { onHand: format.number(part.on_hand), reserved: format.number(part.reserved) })}
                </Tag>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
