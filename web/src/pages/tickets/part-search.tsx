/** Finds a component: first those that the machine is known to need, then all by what is typed. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { SearchField } from './search-field.tsx';

const FOUND_MAX = 20;

interface Found {
  readonly id: number;
  readonly name: string;
  readonly code: string | null;
  readonly available: number;
  readonly unit: string;
}

async function partsOfMachine(machineId: string): Promise<readonly Found[]> {
  const params = { path: { id: machineId }, query: { limit: FOUND_MAX } };
  const { items } = await contentOf(GET('/api/v1/machines/{id}/components', { params }));
  return items
    .filter(({ retired }) => !retired)
    .map((part) => ({
      id: part.component_id,
      name: part.component_name,
      code: part.stock_code,
      available: part.available,
      unit: part.unit,
    }));
}

async function partsWith(text: string | undefined): Promise<readonly Found[]> {
  const query = { retired: false, limit: FOUND_MAX, ...(text === undefined ? {} : { text }) };
  const { items } = await contentOf(GET('/api/v1/inventory/components/search', { params: { query } }));
  return items.map((part) => ({
    id: part.id,
    name: part.component_name,
    code: part.stock_code,
    available: part.available,
    unit: part.unit,
  }));
}

export function PartSearch({
  machineId,
  onChoose,
}: {
  readonly machineId: string;
  readonly onChoose: (id: number, name: string) => void;
}) {
  const { t } = useTranslation('tickets');
  const [text, setText] = useState<string>();
  const ofMachine = useQuery({
    queryKey: ['stock', 'of-machine', machineId],
    queryFn: () => partsOfMachine(machineId),
  });
  const found = useQuery({
    queryKey: ['stock', 'search', text],
    queryFn: () => partsWith(text),
    placeholderData: keepPreviousData,
  });
  const usual = text === undefined ? (ofMachine.data ?? []) : [];
  const others = (found.data ?? []).filter(({ id }) => usual.every((each) => each.id !== id));
  return (
    <div className="flex flex-col gap-4">
      <SearchField label={t('parts.search')} text={text} onText={setText} />
      {usual.length > 0 && <PartList title={t('parts.ofMachine')} parts={usual} onChoose={onChoose} />}
      {others.length > 0 && (
        <PartList title={t(text === undefined ? 'parts.all' : 'parts.found')} parts={others} onChoose={onChoose} />
      )}
      {usual.length === 0 && others.length === 0 && !found.isPending && (
        <p className="text-quiet">{t('parts.notFound')}</p>
      )}
    </div>
  );
}

function PartList({
  title,
  parts,
  onChoose,
}: {
  readonly title: string;
  readonly parts: readonly Found[];
  readonly onChoose: (id: number, name: string) => void;
}) {
  const { t } = useTranslation('tickets');
  return (
    <section>
      <h3 className="mb-1 text-sm font-semibold text-quiet">{title}</h3>
      <ul className="flex flex-col divide-y divide-line">
        {parts.map(({ id, name, code, available, unit }) => (
          <li key={id}>
            <button
              type="button"
              className="flex min-h-11 w-full items-center justify-between gap-3 py-2 text-left hover:bg-sunken"
              onClick={() => onChoose(id, name)}
            >
              <span>
                <span className="font-medium">{name}</span>
                {code !== null && <span className="ml-2 text-sm text-quiet">{code}</span>}
              </span>
              <span className={`text-sm whitespace-nowrap ${available > 0 ? 'text-quiet' : 'text-danger'}`}>
                {t('parts.available', { available, unit })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
