import { useTranslation } from 'react-i18next';
import { SelectField } from './field.tsx';

export interface Sorting {
  readonly by: string;
  readonly descending: boolean;
}

interface SortChoiceProps {
  /** Those that it can be sorted by. */
  readonly columns: readonly { readonly id: string; readonly title: string }[];
  /** Absent: as the rows come. */
  readonly sorting: Sorting | undefined;
  readonly onSort: (sorting: Sorting | undefined) => void;
}

const directions = ['ascending', 'descending'] as const;

/** How a list is sorted, on a phone, where there are no headings to press. */
export function SortChoice({ columns, sorting, onSort }: SortChoiceProps) {
  const { t } = useTranslation();
  return (
    <SelectField
      label={t('table.sort')}
      className="mb-2 sm:hidden print:hidden"
      value={sorting === undefined ? '' : `${sorting.descending ? 'descending' : 'ascending'} ${sorting.by}`}
      onChange={({ target }) => {
        const [direction, by] = target.value.split(' ', 2);
        onSort(by === undefined ? undefined : { by, descending: direction === 'descending' });
      }}
    >
      <option value="">{t('table.unsorted')}</option>
      {columns.flatMap(({ id, title }) =>
        directions.map((direction) => (
          <option key={`${direction} ${id}`} value={`${direction} ${id}`}>
            {t(`table.${direction}`, { column: title })}
          </option>
        )),
      )}
    </SelectField>
  );
}
