import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { csvAddress } from '../../parts/csv-address.ts';
import { CsvLink } from '../../parts/csv-link.tsx';
import { MachinesChoice } from '../../parts/machines/machines-choice.tsx';
import { RangeChoice } from '../../parts/range/range-choice.tsx';
import { useDayRange } from '../../parts/range/use-day-range.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Empty } from '../../ui/messages.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { type ComplianceSearch, FALLBACK_RANGE, type Grouping, groupings } from './search.ts';

type Compliance = Answer<'/api/v1/plans/compliance'>;
type Group = Compliance['groups'][number];
const counts = ['due', 'done_in_time', 'done_late', 'missed', 'overdue', 'pending', 'skipped'] as const;

/** Whether plans were done in time. */
export function CompliancePage() {
  const { t } = useTranslation(['plans', 'common']);
  const format = useFormat();
  const search = useSearch({ from: '/door/shell/plans/compliance' });
  const navigate = useNavigate({ from: '/plans/compliance' });
  const range = useDayRange(search, FALLBACK_RANGE);
  const { machine = [], group = 'plan' } = search;
  const query = {
    start_time: range.start_time,
    end_time: range.end_time,
    group_by: group,
    ...(machine.length === 0 ? {} : { machine_ids: [...machine] }),
  };
  const compliance = useQuery({
    queryKey: ['plans', 'compliance', query],
    queryFn: () => contentOf(GET('/api/v1/plans/compliance', { params: { query } })),
    placeholderData: keepPreviousData,
  });
  const ask = (next: ComplianceSearch) => void navigate({ search: next, replace: true });
  const { range: _range, from: _from, to: _to, ...rest } = search;
  return (
    <Page
      title={t('compliance.title')}
      subtitle={t('compliance.subtitle', {
        from: format.date(range.start_time),
        to: format.date(Date.parse(range.end_time) - 1),
      })}
      actions={<CsvLink address={csvAddress('/api/v1/plans/compliance.csv', query)} />}
    >
      <div className="mb-4 flex flex-wrap items-end gap-3 print:hidden">
        <RangeChoice
          search={search}
          fallback={FALLBACK_RANGE}
          range={range}
          onChoose={(chosen) => ask({ ...rest, ...chosen })}
        />
        <MachinesChoice
          chosen={machine}
          onChoose={(ids) => {
            const { machine: _machine, ...others } = search;
            ask(ids.length === 0 ? others : { ...others, machine: ids });
          }}
        />
        <SelectField
          label={t('compliance.by')}
          value={group}
          onChange={({ target }) => ask({ ...search, group: target.value as Grouping })}
        >
          {groupings.map((each) => (
            <option key={each} value={each}>
              {t(`compliance.groups.${each}`)}
            </option>
          ))}
        </SelectField>
      </div>
      <QueryView query={compliance}>{(data) => <Figures compliance={data} />}</QueryView>
    </Page>
  );
}

function Figures({ compliance: { total, groups, group_by: groupBy } }: { readonly compliance: Compliance }) {
  const { t } = useTranslation('plans');
  const format = useFormat();
  const columns = useMemo(
    (): readonly Column<Group>[] => [
      {
        id: 'name',
        title: t('compliance.name'),
        value: ({ name }) => name,
        ...(groupBy === 'plan' ? { cell: planLink } : {}),
      },
      {
        id: 'percent',
        title: t('compliance.percent'),
        isNumeric: true,
        value: ({ compliance_percent: percent }) => percent,
        cell: ({ compliance_percent: percent }) => format.percent(percent),
      },
      ...counts.map(
        (count): Column<Group> => ({
          id: count,
          title: t(`compliance.count.${count}`),
          isNumeric: true,
          value: (row) => row[count],
          cell: (row) => format.number(row[count]),
        }),
      ),
    ],
    [t, format, groupBy],
  );
  return (
    <div className="flex flex-col gap-4">
      <Card>
        <p className="text-3xl font-semibold">{format.percent(total.compliance_percent)}</p>
        <p className="text-quiet">
          {t('compliance.basis', { done: total.done_in_time, count: total.due })}
          {total.by_due_date_percent !== null &&
            ` · ${t('compliance.byDate', { percent: format.percent(total.by_due_date_percent) })}`}
        </p>
      </Card>
      <Card>
        {groups.length === 0 ? (
          <Empty>{t('compliance.none')}</Empty>
        ) : (
          <DataTable label={t('compliance.title')} rows={groups} columns={columns} keyOf={({ key }) => key} />
        )}
      </Card>
    </div>
  );
}

/** Plans of several machines have the same name. */
function planLink({ key, name }: Group) {
  return (
    <Link to="/plans/$planId" params={{ planId: key }} className="font-medium text-accent hover:underline">
      {name}
    </Link>
  );
}
