import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../../api/client.ts';
import { CsvLink } from '../../../parts/csv-link.tsx';
import { MachineDialog } from '../../../parts/machines/machine-dialog.tsx';
import type { Machine } from '../../../parts/machines/use-machines.ts';
import { CursorList, useCursorRows } from '../../../parts/manage/cursor-list.tsx';
import { FilterField } from '../../../parts/manage/filter-field.tsx';
import { Tag } from '../../../parts/manage/tag.tsx';
import { useFilters } from '../../../parts/manage/use-filters.ts';
import { Button } from '../../../ui/button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { KnownMachineDialog } from './known-machine-dialog.tsx';

const states = ['in-use', 'retired'] as const;

/** Which machines there are, those out of use among them. */
export function MachinesPage() {
  const { t } = useTranslation(['catalogues', 'administration', 'machine', 'common']);
  const { filters, bind, typed } = useFilters<'text' | 'state'>();
  const [opened, setOpened] = useState<Machine | 'new'>();
  const close = () => setOpened(undefined);
  const query = {
    ...(filters.text === undefined ? {} : { text: filters.text }),
    ...(filters.state === undefined ? {} : { retired: filters.state === 'retired' }),
  };
  const list = useCursorRows<Machine>(['machines', 'list', query], (page) =>
    contentOf(GET('/api/v1/machines', { params: { query: { ...page, ...query } } })),
  );
  const columns = useMemo(
    (): readonly Column<Machine>[] => [
      {
        id: 'name',
        title: t('administration:name'),
        cell: (machine) => (
          <button
            type="button"
            className="min-h-11 text-left font-medium text-accent hover:underline"
            onClick={() => setOpened(machine)}
          >
            {machine.name}
          </button>
        ),
      },
      { id: 'id', title: t('machine:master.id'), cell: ({ id }) => <code className="text-sm break-all">{id}</code> },
      { id: 'place', title: t('machine:master.place'), cell: ({ place_path: path }) => path },
      { id: 'criticality', title: t('machine:master.criticality'), cell: ({ criticality }) => criticality },
      {
        id: 'state',
        title: t('administration:state'),
        cell: ({ retired }) =>
          retired ? <Tag tone="quiet">{t('states.retired')}</Tag> : <Tag tone="good">{t('states.in-use')}</Tag>,
      },
      {
        id: 'page',
        title: '',
        cell: ({ id, name }) => (
          <Link
            to="/machines/$machineId"
            params={{ machineId: id }}
            aria-label={t('machines.openOf', { name })}
            className="inline-flex min-h-11 items-center text-accent hover:underline"
          >
            {t('machines.open')}
          </Link>
        ),
      },
    ],
    [t],
  );
  return (
    <Page
      title={t('administration:section.machines')}
      subtitle={t('administration:about.machines')}
      actions={
        <>
          <CsvLink address="/api/v1/machines.csv" />
          <Button kind="primary" onClick={() => setOpened('new')}>
            {t('machine:master.create')}
          </Button>
        </>
      }
    >
      <div className="mb-4 grid gap-3 sm:grid-cols-2">
        <FilterField label={t('common:action.search')} {...typed('text')} />
        <SelectField label={t('administration:state')} {...bind('state')}>
          <option value="">{t('administration:all')}</option>
          {states.map((state) => (
            <option key={state} value={state}>
              {t(`states.${state}`)}
            </option>
          ))}
        </SelectField>
      </div>
      <CursorList
        list={list}
        label={t('administration:section.machines')}
        columns={columns}
        keyOf={({ id }) => id}
        empty={t('machines.none')}
      />
      {opened === 'new' && <MachineDialog machine={undefined} onClose={close} />}
      {typeof opened === 'object' && <KnownMachineDialog key={opened.id} listed={opened} onClose={close} />}
    </Page>
  );
}
