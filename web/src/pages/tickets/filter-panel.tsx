/** What tickets are narrowed by. On a phone it is behind a button, which says how much is set. */
import { useTranslation } from 'react-i18next';
import { useMachines } from '../../parts/machines/use-machines.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import type { TicketFilters, TicketSearch } from './search.ts';
import { priorities, ticketStatuses, unfinishedStatuses } from './ticket-words.ts';
import { useCategories } from './use-categories.ts';
import { useAssignees } from './use-tickets.ts';

/** Adds or takes away one of several words; none left is nothing said. */
function toggled<Word extends string>(words: readonly Word[], word: Word): readonly Word[] | undefined {
  const next = words.includes(word) ? words.filter((each) => each !== word) : [...words, word];
  return next.length === 0 ? undefined : next;
}

function Chip({
  isOn,
  onPress,
  children,
}: {
  readonly isOn: boolean;
  readonly onPress: () => void;
  readonly children: string;
}) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onPress}
      className={`min-h-11 shrink-0 rounded-full border px-4 text-sm font-medium ${isOn ? 'border-accent bg-accent text-accent-ink' : 'border-line bg-surface text-ink hover:bg-sunken'}`}
    >
      {children}
    </button>
  );
}

/** Of the list only: how they stand, and when they were logged. */
export function StatusChips({
  search,
  onChange,
}: {
  readonly search: TicketSearch;
  readonly onChange: (change: Partial<TicketSearch>) => void;
}) {
  const { t } = useTranslation(['tickets', 'common']);
  const { status } = search;
  const chosen = status === 'all' ? [] : (status ?? []);
  return (
    <fieldset className="flex min-w-0 gap-2 max-sm:overflow-x-auto max-sm:pb-1 sm:flex-wrap">
      <legend className="sr-only">{t('field.status')}</legend>
      <Chip isOn={status === undefined} onPress={() => onChange({ status: undefined })}>
        {t('list.unfinished')}
      </Chip>
      {ticketStatuses.map((each) => (
        <Chip
          key={each}
          isOn={chosen.includes(each)}
          onPress={() => onChange({ status: isAllUnfinished(toggled(chosen, each)) })}
        >
          {t(`common:ticketStatus.${each}`)}
        </Chip>
      ))}
      <Chip isOn={status === 'all'} onPress={() => onChange({ status: 'all' })}>
        {t('list.all')}
      </Chip>
    </fieldset>
  );
}

/** The unfinished are what is shown when nothing is said. */
function isAllUnfinished(chosen: TicketSearch['status']): TicketSearch['status'] {
  const isDefault =
    Array.isArray(chosen) &&
    chosen.length === unfinishedStatuses.length &&
    unfinishedStatuses.every((status) => chosen.includes(status));
  return isDefault ? undefined : chosen;
}

export function FilterPanel({
  filters,
  onChange,
}: {
  readonly filters: TicketFilters;
  readonly onChange: (change: Partial<TicketFilters>) => void;
}) {
  const { t } = useTranslation(['tickets', 'common']);
  const machines = useMachines();
  const assignees = useAssignees();
  const { categories } = useCategories();
  const orNone = (value: string) => (value === '' ? undefined : value);
  return (
    <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
      <SelectField
        label={t('field.machine')}
        value={filters.machine ?? ''}
        onChange={({ target }) => onChange({ machine: orNone(target.value) })}
      >
        <option value="">{t('list.any')}</option>
        {machines.data?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t('field.assignee')}
        value={filters.assignee ?? ''}
        onChange={({ target }) => onChange({ assignee: orNone(target.value) })}
      >
        <option value="">{t('list.anybody')}</option>
        <option value="me">{t('list.me')}</option>
        <option value="none">{t('list.nobody')}</option>
        {assignees.data?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t('field.category')}
        value={filters.category ?? ''}
        onChange={({ target }) => onChange({ category: orNone(target.value) })}
      >
        <option value="">{t('list.any')}</option>
        {categories.map((category) => (
          <option key={category}>{category}</option>
        ))}
      </SelectField>
      <fieldset>
        <legend className="mb-1 block font-medium">{t('field.priority')}</legend>
        <div className="flex flex-wrap gap-2">
          {priorities.map((priority) => (
            <Chip
              key={priority}
              isOn={filters.priority?.includes(priority) === true}
              onPress={() => onChange({ priority: toggled(filters.priority ?? [], priority) })}
            >
              {t(`common:priority.${priority}`)}
            </Chip>
          ))}
        </div>
      </fieldset>
      <div className="flex flex-wrap gap-2 sm:col-span-2">
        <Chip isOn={filters.overdue === true} onPress={() => onChange({ overdue: filters.overdue ? undefined : true })}>
          {t('list.overdue')}
        </Chip>
        <Chip isOn={filters.down === true} onPress={() => onChange({ down: filters.down ? undefined : true })}>
          {t('list.down')}
        </Chip>
      </div>
    </div>
  );
}

export function LoggedBetween({
  search,
  onChange,
}: {
  readonly search: TicketSearch;
  readonly onChange: (change: Partial<TicketSearch>) => void;
}) {
  const { t } = useTranslation(['tickets', 'common']);
  return (
    <div className="flex flex-wrap items-end gap-3">
      <TextField
        type="date"
        label={t('list.from')}
        value={search.from ?? ''}
        max={search.to}
        onChange={({ target }) => onChange({ from: target.value || undefined })}
      />
      <TextField
        type="date"
        label={t('list.to')}
        value={search.to ?? ''}
        min={search.from}
        onChange={({ target }) => onChange({ to: target.value || undefined })}
      />
      {(search.from !== undefined || search.to !== undefined) && (
        <Button kind="ghost" onClick={() => onChange({ from: undefined, to: undefined })}>
          {t('common:action.clear')}
        </Button>
      )}
    </div>
  );
}
