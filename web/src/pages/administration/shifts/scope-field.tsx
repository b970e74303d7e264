import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../../api/client.ts';
import { useMachines } from '../../../parts/machines/use-machines.ts';
import { SelectField } from '../../../ui/field.tsx';

/** `factory`, `place 3`, `machine mill-1` as the API takes it. */
export function scopeOf(value: string): { readonly place_id?: number; readonly machine_id?: string } {
  const [kind, ...rest] = value.split(' ');
  const id = rest.join(' ');
  if (kind === 'place') return { place_id: Number(id) };
  return kind === 'machine' ? { machine_id: id } : {};
}

function usePlaces() {
  return useQuery({ queryKey: ['machines', 'places'], queryFn: () => contentOf(GET('/api/v1/places')) });
}

/** Whom a calendar is of, by name. */
export function useScopeName() {
  const { t } = useTranslation('catalogues');
  const places = usePlaces().data?.items ?? [];
  const machines = useMachines().data ?? [];
  return ({ place_id: placeId, machine_id: machineId }: { place_id: number | null; machine_id: string | null }) =>
    machines.find(({ id }) => id === machineId)?.name ??
    places.find(({ id }) => id === placeId)?.name ??
    machineId ??
    t('shift.factory');
}

/** The whole factory, a place, or one machine: the more specific holds. */
export function ScopeField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation('catalogues');
  const places = usePlaces().data?.items ?? [];
  const machines = useMachines().data ?? [];
  return (
    <SelectField
      label={t('shift.scope')}
      hint={t('shift.scopeHint')}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    >
      <option value="factory">{t('shift.factory')}</option>
      {places.map(({ id, name }) => (
        <option key={id} value={`place ${id}`}>
          {name}
        </option>
      ))}
      {machines.map(({ id, name }) => (
        <option key={id} value={`machine ${id}`}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
