import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.tsx';
import { useReasonOf } from '../../ui/messages.tsx';
import type { ChosenLabel } from './use-labels.ts';

interface ChosenLabelsProps {
  readonly chosen: readonly ChosenLabel[];
  readonly onRemove: (key: string) => void;
}

/** What will be printed; one that cannot be read says why. */
export function ChosenLabels({ chosen, onRemove }: ChosenLabelsProps) {
  const { t } = useTranslation(['stores', 'common']);
  const reasonOf = useReasonOf();
  return (
    <ul className="flex flex-col divide-y divide-line">
      {chosen.map(({ key, label, error }) => (
        <li key={key} className="flex items-center justify-between gap-2 py-1">
          {label !== undefined ? (
            <span className="min-w-0 break-words">
              <span className="font-medium">{label.name}</span> <span className="text-sm text-quiet">{label.line}</span>
            </span>
          ) : error == null ? (
            <span className="text-quiet">{t('common:state.loading')}</span>
          ) : (
            <span role="alert" className="text-danger">
              {reasonOf(error, true)}
            </span>
          )}
          <IconButton
            label={t('label.remove', { name: label?.name ?? key })}
            icon={<X className="size-5" aria-hidden />}
            onClick={() => onRemove(key)}
          />
        </li>
      ))}
    </ul>
  );
}
