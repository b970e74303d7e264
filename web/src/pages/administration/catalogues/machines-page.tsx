import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../../api/client.ts';
import { CsvLink } from '../../../parts/csv-link.tsx';
import { MachineDialog } from '../../../parts/machines/machine-dialog.tsx';
import type { Machine } from '../../../parts/machines/use-machines.ts';
import { CursorList, useCursorRows } from '../../../parts/manage/cursor-list.tsx';
import { Tag } from '../../../parts/manage/tag.tsx';
import { Button } from '../../../ui/button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { Page } from '../../../ui/page.tsx';
import { CatalogueFilters, useCatalogueFilters } from './catalogue-filters.tsx';
import { KnownMachineDialog } from './known-machine-dialog.tsx';

/** Which machines there are, those out of use among them. */
export function MachinesPage() {
  const { t } = useTranslation(['catalogues', 'administration', 'machine', 'common']);
  const { query, ...filters } = useCatalogueFilters();
  const [opened, setOpened] = useState<Machine | 'new'>();
  const close = () => setOpened(undefined);
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
      <CatalogueFilters {...filters} />
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
