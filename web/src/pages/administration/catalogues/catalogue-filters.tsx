import { useTranslation } from 'react-i18next';
import { FilterField } from '../../../parts/manage/filter-field.tsx';
import { useFilters } from '../../../parts/manage/use-filters.ts';
import { SelectField } from '../../../ui/field.tsx';

const states = ['in-use', 'retired'] as const;

/** What a catalogue is searched by: words, and whether it is still in use. */
export function useCatalogueFilters() {
  const { filters, bind, typed } = useFilters<'text' | 'state'>();
  /** As the lists of the API take it. */
  const query = {
    ...(filters.text === undefined ? {} : { text: filters.text }),
    ...(filters.state === undefined ? {} : { retired: filters.state === 'retired' }),
  };
  return { query, text: typed('text'), state: bind('state') };
}

export function CatalogueFilters({ text, state }: Omit<ReturnType<typeof useCatalogueFilters>, 'query'>) {
  const { t } = useTranslation(['catalogues', 'administration', 'common']);
  return (
    <div className="mb-4 grid gap-3 sm:grid-cols-2">
      <FilterField label={t('common:action.search')} {...text} />
      <SelectField label={t('administration:state')} {...state}>
        <option value="">{t('administration:all')}</option>
        {states.map((each) => (
          <option key={each} value={each}>
            {t(`states.${each}`)}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
