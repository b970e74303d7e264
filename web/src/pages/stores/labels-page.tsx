import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, Printer, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { numberIn } from './bookings.ts';
import type { Code } from './codes.ts';
import { FindField } from './find-field.tsx';
import { LabelSheets } from './label-sheets.tsx';
import type { LabelSearch } from './search.ts';
import { LABELS_ON_SHEET, sheetsOf } from './sheets.ts';
import { StoresPage } from './stores-page.tsx';
import { useLabels } from './use-labels.ts';
import { findByStockCode } from './use-scanner.ts';
import { PAGE_MAX } from './use-stock.ts';

const FOUND_MAX = 20;

/** Labels of components and machines, by sheets. Which ones is in the address: it can be kept and sent. */
export function LabelsPage() {
  const { t } = useTranslation(['stores', 'common']);
  const { components = [], machines = [] } = useSearch({ from: '/door/shell/stores/labels' });
  const navigate = useNavigate({ from: '/stores/labels' });
  const [used, setUsed] = useState('');
  const labels = useLabels(components, machines);
  const skip = Math.max(0, Math.floor(numberIn(used) ?? 0));
  // by what the address says then: scans come faster than a page is drawn
  const set = (next: (old: LabelSearch) => LabelSearch) =>
    void navigate({ search: (old) => ({ ...old, ...next(old) }), replace: true, resetScroll: false });
  const addComponents = (ids: readonly number[]) =>
    set(({ components: chosen = [] }) => ({ components: [...new Set([...chosen, ...ids])] }));
  const addMachine = (id: string) => set(({ machines: chosen = [] }) => ({ machines: [...new Set([...chosen, id])] }));

  async function add(code: Code): Promise<boolean> {
    const id = code.kind === 'other' ? await findByStockCode(code.text).catch(() => undefined) : code.id;
    if (typeof id === 'number') addComponents([id]);
    else if (id !== undefined) addMachine(id);
    return id !== undefined;
  }
  const remove = (key: string) =>
    set(({ components: someComponents = [], machines: someMachines = [] }) => ({
      components: someComponents.filter((id) => key !== `component ${id}`),
      machines: someMachines.filter((id) => key !== `machine ${id}`),
    }));
  return (
    <StoresPage
      title={t('label.sheets')}
      subtitle={t('label.paper')}
      onScan={(code) => void add(code)}
      actions={
        <Button
          kind="primary"
          icon={<Printer className="size-5" aria-hidden />}
          disabled={labels.length === 0}
          onClick={() => window.print()}
        >
          {t('common:action.print')}
        </Button>
      }
    >
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Choice chosen={components} onAdd={addComponents} onCode={add} onMachine={addMachine} machines={machines} />
        <Card
          title={t('label.chosen', { count: labels.length, sheets: sheetsOf(labels, skip).length })}
          actions={
            labels.length > 0 && (
              <Button onClick={() => set(() => ({ components: [], machines: [] }))}>{t('label.clear')}</Button>
            )
          }
        >
          {labels.length === 0 ? (
            <Empty title={t('label.none')}>
              <p>{t('label.noneHint')}</p>
            </Empty>
          ) : (
            <>
              <TextField
                label={t('label.used')}
                hint={t('label.usedHint', { max: LABELS_ON_SHEET - 1 })}
                inputMode="numeric"
                className="mb-3 max-w-xs"
                value={used}
                onChange={({ target }) => setUsed(target.value)}
              />
              <ul className="flex flex-col divide-y divide-line">
                {labels.map(({ key, name, line }) => (
                  <li key={key} className="flex items-center justify-between gap-2 py-1">
                    <span>
                      <span className="font-medium">{name}</span> <span className="text-sm text-quiet">{line}</span>
                    </span>
                    <IconButton
                      label={t('label.remove', { name })}
                      icon={<X className="size-5" aria-hidden />}
                      onClick={() => remove(key)}
                    />
                  </li>
                ))}
              </ul>
            </>
          )}
        </Card>
      </div>
      <LabelSheets labels={labels} skip={skip} />
    </StoresPage>
  );
}

interface ChoiceProps {
  readonly chosen: readonly number[];
  readonly machines: readonly string[];
  readonly onAdd: (ids: readonly number[]) => void;
  readonly onMachine: (id: string) => void;
  readonly onCode: (code: Code) => Promise<boolean>;
}

function Choice({ chosen, machines, onAdd, onMachine, onCode }: ChoiceProps) {
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
  const { data: allMachines = [] } = useQuery({
    queryKey: ['machines', 'in-use'],
    queryFn: () => contentOf(GET('/api/v1/machines', { params: { query: { retired: false, limit: PAGE_MAX } } })),
    select: ({ items }) => items,
  });
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
          const free = items.filter(({ id }) => !chosen.includes(id));
          return (
            <>
              {free.length > 1 && (
                <Button className="mt-3" onClick={() => onAdd(free.map(({ id }) => id))}>
                  {t('label.addAll', { count: free.length })}
                </Button>
              )}
              {free.length === 0 && <p className="mt-3 text-quiet">{t('label.nothingMore')}</p>}
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
