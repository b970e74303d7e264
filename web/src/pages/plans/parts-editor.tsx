import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import type { TypedPart } from './plan.ts';

const FOUND_MAX = 8;

interface PartsEditorProps {
  readonly parts: readonly TypedPart[];
  readonly onChange: (parts: readonly TypedPart[]) => void;
}

/** What of the stock a plan takes: its tickets set it aside. */
export function PartsEditor({ parts, onChange }: PartsEditorProps) {
  const { t } = useTranslation(['plans', 'common']);
  const [text, setText] = useState('');
  const sought = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ['stock', 'for-plan', sought],
    queryFn: () =>
      contentOf(
        GET('/api/v1/inventory/components/search', {
          params: { query: { text: sought, retired: false, limit: FOUND_MAX } },
        }),
      ),
    enabled: sought !== '',
    placeholderData: keepPreviousData,
  });
  return (
    <fieldset className="sm:col-span-2">
      <legend className="mb-1 text-lg font-semibold">{t('parts')}</legend>
      <ul className="flex flex-col gap-2">
        {parts.map((part, at) => (
          <li key={part.id} className="flex items-end gap-2">
            <TextField
              label={t('part.quantity', { name: part.name, unit: part.unit })}
              type="number"
              min={1}
              max={1_000_000}
              required
              className="flex-1"
              value={part.quantity}
              onChange={({ target }) => onChange(parts.with(at, { ...part, quantity: target.value }))}
            />
            <IconButton
              label={t('part.remove', { name: part.name })}
              icon={<Trash2 className="size-5" aria-hidden />}
              onClick={() => onChange(parts.toSpliced(at, 1))}
            />
          </li>
        ))}
      </ul>
      <TextField
        className="mt-2"
        label={t('part.add')}
        type="search"
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      {sought !== '' && (
        <QueryView query={found}>
          {({ items }) => {
            const free = items.filter(({ id }) => !parts.some((part) => part.id === id));
            if (free.length === 0) return <p className="mt-2 text-quiet">{t('part.none')}</p>;
            return (
              <ul className="mt-2 flex flex-wrap gap-2" aria-label={t('part.found')}>
                {free.map(({ id, component_name: name, unit }) => (
                  <li key={id}>
                    <Button
                      onClick={() => {
                        onChange([...parts, { id, name, unit, quantity: '1' }]);
                        setText('');
                      }}
                    >
                      {name}
                    </Button>
                  </li>
                ))}
              </ul>
            );
          }}
        </QueryView>
      )}
    </fieldset>
  );
}
