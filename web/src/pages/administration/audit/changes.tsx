import { useTranslation } from 'react-i18next';
import { NOTHING } from '../../../format/format.ts';
import { changedFields } from './changed-fields.ts';

/** Before and after, a line a field. */
export function Changes({ before, after }: { readonly before: unknown; readonly after: unknown }) {
  const { t } = useTranslation('operations');
  return (
    <ul className="max-w-md min-w-48 text-sm">
      {changedFields(before, after).map((field) => (
        <li key={field.name} className="wrap-anywhere">
          {field.name !== '' && <span className="text-quiet">{field.name}: </span>}
          <span className="sr-only">{t('audit.before')}</span>
          <span className={field.before === undefined ? 'text-quiet' : 'line-through'}>{field.before ?? NOTHING}</span>
          <span aria-hidden> → </span>
          <span className="sr-only">{t('audit.after')}</span>
          <span className="font-medium">{field.after ?? NOTHING}</span>
        </li>
      ))}
    </ul>
  );
}
