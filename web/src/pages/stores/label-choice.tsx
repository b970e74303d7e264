import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { useMachines } from '../../parts/machines/use-machines.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import type { Code } from './codes.ts';
import { FindField } from './find-field.tsx';

const FOUND_MAX = 20;

interface LabelChoiceProps {
  readonly components: readonly number[];
  readonly machines: readonly string[];
  readonly onAdd: (componentIds: readonly number[]) => void;
  readonly onMachine: (machineId: string) => void;
  readonly onCode: (code: Code) => Promise<boolean>;
}

/** Of what labels are wanted. */
export function LabelChoice({ components, machines, onAdd, onMachine, onCode }: LabelChoiceProps) {
  const { t } = useTranslation('stores');
  const [text, setText] = useState<string>();
  const found = useQuery({
    queryKey: ['stock', 'for-labels', text],
    queryFn: () => {
      const query = { retired: false, limit: FOUND_MAX, ...(text === undefined ? {} : { text }) };
      return contentOf(GET('/api/v1/inventory/components/search', { params: { query } }));
    },
    placeholderData: keepPreviousData,
  });
  const { data: allMachines = [] } = useMachines();
  return (
    <Card title={t('label.choose')}>
      <SelectField
        label={t('label.machine')}
        className="mb-4"
        value=""
        onChange={({ target }) => onMachine(target.value)}
      >
        <option value="">{t('book.choose')}</option>
        {allMachines
          .filter(({ id }) => !machines.includes(id))
          .map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
      </SelectField>
      <FindField label={t('find.search')} text={text} onText={setText} onCode={onCode} />
      <QueryView query={found}>
        {({ items }) => {
          const free = items.filter(({ id }) => !components.includes(id));
          return (
            <>
              {free.length > 1 && (
                <Button className="mt-3" onClick={() => onAdd(free.map(({ id }) => id))}>
                  {t('label.addAll', { count: free.length })}
                </Button>
              )}
              {free.length === 0 && (
                <p className="mt-3 text-quiet">{t(items.length === 0 ? 'find.none' : 'label.nothingMore')}</p>
              )}
              <ul className="mt-2 flex flex-col divide-y divide-line">
                {free.map(({ id, component_name: name, stock_code: code }) => (
                  <li key={id}>
                    <button
                      type="button"
                      className="flex min-h-11 w-full items-center justify-between gap-2 py-1 text-left hover:bg-sunken"
                      onClick={() => onAdd([id])}
                    >
                      <span>
                        <span className="font-medium">{name}</span> <span className="text-sm text-quiet">{code}</span>
                      </span>
                      <Plus className="size-5 shrink-0" aria-hidden />
                    </button>
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </QueryView>
    </Card>
  );
}
