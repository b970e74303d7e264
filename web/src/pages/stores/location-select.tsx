import { useTranslation } from 'react-i18next';
import { SelectField } from '../../ui/field.tsx';
import { useLocations } from './use-stock.ts';

/** One location, or all of them. */
export function LocationFilter({
  value,
  onChange,
}: {
  readonly value: number | undefined;
  readonly onChange: (location: number | undefined) => void;
}) {
  const { t } = useTranslation('stores');
  const { data: locations = [] } = useLocations();
  return (
    <SelectField
      label={t('field.location')}
      value={value ?? ''}
      onChange={({ target }) => onChange(target.value === '' ? undefined : Number(target.value))}
    >
      <option value="">{t('allLocations')}</option>
      {locations
        .filter(({ id, retired }) => !retired || id === value)
        .map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
    </SelectField>
  );
}
