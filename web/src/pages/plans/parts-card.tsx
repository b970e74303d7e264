import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { componentAddress } from '../../parts/addresses.ts';
import { Tag } from '../../parts/manage/tag.tsx';
import { Card } from '../../ui/page.tsx';
import type { Plan } from './plan.ts';

/** What of the stock it takes, and whether that is there. */
export function PartsCard({ parts }: { readonly parts: Plan['parts'] }) {
  const { t } = useTranslation('plans');
  const format = useFormat();
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
                <Tag tone={part.on_hand >= part.quantity ? 'good' : 'danger'}>
                  {t('onHand', { count: part.on_hand })}
                </Tag>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
