import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { presentMs } from '../../../format/clock.ts';
import { dateIn, startOfDate } from '../../../format/days.ts';
import { useFormat } from '../../../format/use-format.ts';
import { csvAddress } from '../../../parts/csv-address.ts';
import { CsvLink } from '../../../parts/csv-link.tsx';
import { CursorList, useCursorRows } from '../../../parts/manage/cursor-list.tsx';
import { FilterField } from '../../../parts/manage/filter-field.tsx';
import { useFilters } from '../../../parts/manage/use-filters.ts';
import { isDate } from '../../../parts/range/range.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { Changes } from './changes.tsx';

type Entry = Item<'/api/v1/audit'>;

/** Who changed what, when, and what it was before. */
export function AuditPage() {
  const { t } = useTranslation(['operations', 'administration', 'common']);
  const format = useFormat();
  const { filters, bind, typed } = useFilters<'actor' | 'entity' | 'id' | 'action' | 'from' | 'to'>();
  const { actor, entity, id, action, from, to } = filters;
  const { zone } = format;
  const dayBegins = (date: string, days: number) => new Date(startOfDate(date, zone, days)).toISOString();
  const query = {
    ...(actor === undefined ? {} : { actor }),
    ...(entity === undefined ? {} : { entity }),
    ...(id === undefined ? {} : { entity_id: id }),
    ...(action === undefined ? {} : { action }),
    ...(isDate(from) ? { from: dayBegins(from, 0) } : {}),
    ...(isDate(to) ? { to: dayBegins(to, 1) } : {}),
  };
  const list = useCursorRows<Entry>(['audit', query], (page) =>
    contentOf(GET('/api/v1/audit', { params: { query: { ...page, ...query } } })),
  );
  const columns = useMemo(
    (): readonly Column<Entry>[] => [
      {
        id: 'when',
        title: t('audit.when'),
        cell: ({ recorded_at: at }) => <span className="whitespace-nowrap">{format.dateTime(at)}</span>,
      },
      {
        id: 'who',
        title: t('audit.who'),
        cell: ({ actor: who, address }) => (
          <span className="inline-block min-w-44 wrap-anywhere">
            {who.name}
            {address !== null && <span className="block text-sm text-quiet">{address}</span>}
          </span>
        ),
      },
      {
        id: 'what',
        title: t('audit.what'),
        cell: ({ action: what, entity: kind, entity_id: which, reason }) => (
          <span className="inline-block min-w-56 wrap-anywhere">
            <span className="block font-medium">{what}</span>
            <span className="block text-sm text-quiet">
              {kind} {which}
            </span>
            {reason !== null && <span className="block text-sm">{reason}</span>}
          </span>
        ),
      },
      {
        id: 'change',
        title: t('audit.change'),
        cell: ({ before, after }) => <Changes before={before} after={after} />,
      },
    ],
    [t, format],
  );
  return (
    <Page
      title={t('administration:section.audit')}
      subtitle={t('administration:about.audit')}
      actions={<CsvLink address={csvAddress('/api/v1/audit.csv', query)} />}
    >
      <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-6">
        <FilterField label={t('audit.who')} placeholder="ada@mill.example" {...typed('actor')} />
        <FilterField label={t('audit.entity')} placeholder="machine" {...typed('entity')} />
        <FilterField label={t('audit.id')} {...typed('id')} />
        <FilterField label={t('audit.action')} placeholder="ticket.*" {...typed('action')} />
        <TextField label={t('audit.from')} type="date" max={dateIn(presentMs(), zone)} {...bind('from')} />
        <TextField label={t('audit.to')} type="date" max={dateIn(presentMs(), zone)} {...bind('to')} />
      </div>
      <CursorList
        list={list}
        label={t('administration:section.audit')}
        columns={columns}
        keyOf={({ id: key }) => String(key)}
        empty={t('audit.none')}
      />
    </Page>
  );
}
