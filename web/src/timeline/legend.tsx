import { useTranslation } from 'react-i18next';
import { categoryFills } from '../ui/categories.ts';
import { kinds } from './lane.ts';

export function Legend() {
  const { t } = useTranslation(['timeline', 'common']);
  return (
    <ul aria-label={t('legend')} className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm text-quiet">
      {kinds
        .filter((kind) => kind !== 'no_data')
        .map((kind) => (
          <li key={kind} className="inline-flex items-center gap-1.5">
            <svg viewBox="0 0 10 10" className={`size-3 ${categoryFills[kind]}`} aria-hidden>
              <rect width="10" height="10" rx="2" />
            </svg>
            {t(`common:category.${kind}`)}
          </li>
        ))}
      <li className="inline-flex items-center gap-1.5">
        <svg viewBox="0 0 10 10" className="size-3 fill-ink" aria-hidden>
          <path d="M0 1H10L5 10Z" />
        </svg>
        {t('hasTicket')}
      </li>
    </ul>
  );
}
