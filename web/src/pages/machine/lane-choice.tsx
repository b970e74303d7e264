import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { LANES_MAX } from './search.ts';
import type { Machine } from './use-machine.ts';
import { useNames } from './use-names.ts';

/** Which other machines stand below this one, to compare them. */
export function LaneChoice({ machine }: { readonly machine: Machine }) {
  const { t } = useTranslation('machine');
  const { with: others = [] } = useSearch({ from: '/door/shell/machines/$machineId' });
  const navigate = useNavigate({ from: '/machines/$machineId' });
  const names = useNames();
  const set = (ids: readonly string[]) =>
    void navigate({
      search: (old) => ({ ...old, with: ids.length > 0 ? ids : undefined }),
      replace: true,
      resetScroll: false,
    });
  const free = [...names].filter(([id]) => id !== machine.id && !others.includes(id));
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2 print:hidden">
      {others.map((id) => (
        <Button
          key={id}
          size="small"
          className="min-h-11"
          aria-label={t('lanes.remove', { machine: names.get(id) ?? id })}
          onClick={() => set(others.filter((other) => other !== id))}
        >
          {names.get(id) ?? id}
          <X className="size-4" aria-hidden />
        </Button>
      ))}
      {free.length > 0 && others.length < LANES_MAX - 1 && (
        <label className="relative inline-flex min-h-11 items-center gap-2 rounded-lg border border-line bg-surface px-3 text-sm font-medium focus-within:outline-3 focus-within:outline-accent hover:bg-sunken">
          <Plus className="size-4" aria-hidden />
          {t('lanes.add')}
          <select
            aria-label={t('lanes.add')}
            className="absolute inset-0 w-full cursor-pointer opacity-0"
            value=""
            onChange={({ target }) => set([...others, target.value])}
          >
            <option value="" disabled>
              {t('lanes.add')}
            </option>
            {free.map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
