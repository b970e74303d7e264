/** The search field, and behind a button what else tickets are narrowed by. */
import { SlidersHorizontal } from 'lucide-react';
import { type ReactNode, type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { FilterPanel } from './filter-panel.tsx';
import { countFilters, type TicketFilters, type TicketSearch } from './search.ts';
import { SearchField } from './search-field.tsx';

interface FilterBarProps {
  readonly filters: TicketSearch;
  readonly onChange: (changes: Partial<TicketFilters>) => void;
  readonly onClear: () => void;
  readonly searchRef?: Ref<HTMLInputElement>;
  /** What one page has beside the others. */
  readonly children?: ReactNode;
}

export function FilterBar({ filters, onChange, onClear, searchRef, children }: FilterBarProps) {
  const { t } = useTranslation(['tickets', 'common']);
  const [isOpen, setIsOpen] = useState(false);
  const count = countFilters(filters);
  return (
    <div className="mb-4 flex flex-col gap-3">
      <div className="flex gap-2">
        <SearchField
          label={t('list.search')}
          text={filters.text}
          onText={(text) => onChange({ text })}
          {...(searchRef === undefined ? {} : { ref: searchRef })}
        />
        <Button
          aria-expanded={isOpen}
          icon={<SlidersHorizontal className="size-5" aria-hidden />}
          onClick={() => setIsOpen(!isOpen)}
        >
          {t('common:action.filter')}
          {count > 0 && ` (${count})`}
        </Button>
      </div>
      {isOpen && (
        <div className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4">
          <FilterPanel filters={filters} onChange={onChange} />
          {children}
          {count > 0 && (
            <div>
              <Button onClick={onClear}>{t('list.clear')}</Button>
            </div>
          )}
        </div>
      )}
    </div>
  );
}
