import { useTranslation } from 'react-i18next';
import type { Format } from '../../format/format.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/page.tsx';
import type { Check } from './plan.ts';

/** What is looked at, in its order. */
export function ChecklistCard({ checklist }: { readonly checklist: readonly Check[] }) {
  const { t } = useTranslation('plans');
  const format = useFormat();
  return (
    <Card title={t('checklist')}>
      {checklist.length === 0 ? (
        <p className="text-quiet">{t('noChecklist')}</p>
      ) : (
        <ol className="list-decimal space-y-2 pl-6 print:space-y-4">
          {checklist.map((check, at) => (
            // the same may have to be done twice
            <li key={`${at} ${check.instruction}`}>
              {/* on paper there is where to write what was found */}
              <span aria-hidden className="float-right ml-4 hidden h-7 w-24 border border-line print:block" />
              <span className="font-medium">{check.instruction}</span>
              <span className="block text-sm text-quiet">
                {[t(`check.kinds.${check.kind}`), limitsOf(check, format), check.required ? '' : t('check.optional')]
                  .filter((each) => each !== '')
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

/** `0.05 – 0.2 mm` */
function limitsOf({ minimum, maximum, unit }: Check, { exact }: Pick<Format, 'exact'>): string {
  if (minimum === null && maximum === null) return unit ?? '';
  const limits =
    minimum === null
      ? `≤ ${exact(maximum)}`
      : maximum === null
        ? `≥ ${exact(minimum)}`
        : `${exact(minimum)} – ${exact(maximum)}`;
  return unit === null ? limits : `${limits} ${unit}`;
}
