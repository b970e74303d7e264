import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterField } from '../../../parts/manage/filter-field.tsx';
import { useFilters } from '../../../parts/manage/use-filters.ts';
import { useOpenForm } from '../../../parts/manage/use-open-form.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { Empty } from '../../../ui/messages.tsx';
import { Card, Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { foundReasons } from './found-reasons.ts';
import { GroupChoice } from './group-choice.tsx';
import { type Reason, reasonGroups } from './reason.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { useAllReasons } from './use-all-reasons.ts';

/** The catalogue of reasons: what sources call them, what they are called here, and the group that reports go by. */
export function ReasonsPage() {
  const { t } = useTranslation(['administration', 'common']);
  const { filters, bind, typed } = useFilters<'text' | 'group'>();
  const text = useDeferredValue(filters.text ?? '');
  const reasons = useAllReasons();
  const { opened, show, close } = useOpenForm(reasons.data);
  const found = useMemo(
    () => foundReasons(reasons.data ?? [], text, filters.group),
    [reasons.data, text, filters.group],
  );
  const columns = useMemo(
    (): readonly Column<Reason>[] => [
      {
        id: 'name',
        title: t('name'),
        value: ({ name }) => name,
        cell: ({ id, name }) => (
          <button
            type="button"
            className="min-h-11 text-left font-medium text-accent hover:underline"
            onClick={() => show(id)}
          >
            {name}
          </button>
        ),
      },
      {
        id: 'aliases',
        title: t('reasons.texts'),
        cell: ({ name, aliases }) => (
          <span className="text-sm text-quiet">
            {aliases
              .map((alias) => alias.text)
              .filter((alias) => alias !== name)
              .join(', ')}
          </span>
        ),
      },
      { id: 'group', title: t('reasons.group'), cell: (reason) => <GroupChoice reason={reason} /> },
    ],
    [t, show],
  );
  return (
    <Page title={t('section.reasons')} subtitle={t('about.reasons')}>
      <div className="mb-4 grid gap-3 sm:grid-cols-2">
        <FilterField label={t('common:action.search')} {...typed('text')} />
        <SelectField label={t('reasons.group')} {...bind('group')}>
          <option value="">{t('all')}</option>
          {reasonGroups.map((group) => (
            <option key={group} value={group}>
              {t(`reasons.groups.${group}`)}
            </option>
          ))}
        </SelectField>
      </div>
      <QueryView query={reasons}>
        {() =>
          found.length === 0 ? (
            <Empty>{t('reasons.none')}</Empty>
          ) : (
            <div className="flex flex-col gap-4">
              {found.map(({ group, reasons: ofGroup }) => (
                <Card key={group} title={`${t(`reasons.groups.${group}`)} (${ofGroup.length})`}>
                  <p className="mb-2 text-sm text-quiet">{t(`reasons.groupAbout.${group}`)}</p>
                  <DataTable
                    label={t(`reasons.groups.${group}`)}
                    rows={ofGroup}
                    columns={columns}
                    keyOf={({ id }) => String(id)}
                  />
                </Card>
              ))}
            </div>
          )
        }
      </QueryView>
      {opened !== undefined && (
        <ReasonDialog key={opened.row.id} reason={opened.row} isGone={opened.isGone} onClose={close} />
      )}
    </Page>
  );
}
