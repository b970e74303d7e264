import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/types.ts';
import { PlotChoice } from '../../charts/plot-choice.tsx';
import { type PlotContent, QueryPlotCard } from '../../charts/query-plot-card.tsx';
import { useFormat } from '../../format/use-format.ts';
import { csvAddress } from '../../parts/csv-address.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Figure, Figures } from '../../ui/figure.tsx';
import { Basis, ReportCard } from './report-card.tsx';
import { choices } from './search.ts';
import { useGroupText } from './use-group-text.ts';
import { type Maintenance, useReliability } from './use-maintenance.ts';

type Reliability = Answer<'/api/v1/reports/maintenance/reliability'>;
type Group = NonNullable<Reliability['groups']>[number];

/** How long repairs and reactions take, and how long machines run between failures. */
export function ReliabilityReport({ maintenance }: { readonly maintenance: Maintenance }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const groupText = useGroupText();
  const query = useReliability(maintenance);
  const { group, search, question } = maintenance;
  const { measure = 'mttr' } = search;
  const basisOf = useCallback(
    ({ faults, failures, mttr, mtta, mtbf, repeat_days: days }: Reliability) => [
      t('reliability.basis', {
        faults,
        failures,
        mttr: mttr.n,
        mtta: mtta.n,
        run: format.hours(mtbf.run_seconds),
      }),
      t('reliability.fix', { days }),
    ],
    [t, format],
  );
  const show = useCallback(
    (data: Reliability): PlotContent => {
      const groups = data.groups ?? [];
      return {
        plot: {
          kind: 'bars',
          axis: t(`group.${group}`),
          points: groups.map(groupText),
          keys: groups.map(({ key }) => key ?? ''),
          unit: { kind: 'duration' },
          series: [
            {
              name: t(`reliability.short.${measure}`),
              values: groups.map((each) => each[measure].mean_seconds),
            },
          ],
          details: [{ title: 'n', unit: { kind: 'count' }, values: groups.map((each) => each[measure].n) }],
        },
        basis: basisOf(data),
        says: t('reliability.says', { measure: t(`reliability.${measure}`), group: t(`group.${group}`) }),
      };
    },
    [t, groupText, group, measure, basisOf],
  );
  return (
    <>
      <ReportCard title={t('report.reliability')} query={query}>
        {(data) => (
          <>
            <Figures>
              {choices.measure.map((each) => (
                <Figure key={each} name={t(`reliability.${each}`)} value={format.duration(data[each].mean_seconds)}>
                  {t('n', { count: data[each].n })}
                  {each !== 'mtbf' && data[each].open > 0 && `, ${t('reliability.open', { count: data[each].open })}`}
                </Figure>
              ))}
              <Figure name={t('reliability.firstTime')} value={format.percent(data.first_time_fix.percent)}>
                {t('reliability.of', { part: data.first_time_fix.fixed_first_time, count: data.first_time_fix.n })}
                {data.first_time_fix.provisional > 0 &&
                  `, ${t('reliability.provisional', { count: data.first_time_fix.provisional })}`}
              </Figure>
              <Figure name={t('reliability.repeats')} value={format.percent(data.repeats.percent)}>
                {t('reliability.of', { part: data.repeats.repeated, count: data.repeats.n })}
              </Figure>
              <Figure name={t('reliability.failures')} value={format.number(data.failures)}>
                {t('reliability.ofFaults', { count: data.faults })}
              </Figure>
            </Figures>
            <Basis>{basisOf(data)}</Basis>
          </>
        )}
      </ReportCard>
      <QueryPlotCard
        title={t('reliability.title')}
        query={query}
        show={show}
        choices={
          <PlotChoice
            label={t('reliability.measure')}
            value={measure}
            options={choices.measure.map((value) => ({ value, name: t(`reliability.short.${value}`) }))}
            onChoose={(value) => maintenance.ask({ measure: value })}
          />
        }
        fileName={`${measure} ${maintenance.fileDates}`}
        emptyHint={t('emptyHint')}
      />
      <ReportCard
        title={t('reliability.table')}
        csv={csvAddress('/api/v1/reports/maintenance/reliability.csv', { ...question, group_by: group })}
        query={query}
      >
        {({ groups }) => <GroupTable groups={groups ?? []} heading={t(`group.${group}`)} />}
      </ReportCard>
    </>
  );
}

function GroupTable({ groups, heading }: { readonly groups: readonly Group[]; readonly heading: string }) {
  const { t } = useTranslation(['reports', 'common']);
  const format = useFormat();
  const groupText = useGroupText();
  const columns = useMemo((): readonly Column<Group>[] => {
    const mean = (measure: 'mttr' | 'mtta' | 'mtbf'): Column<Group> => ({
      id: measure,
      title: t(`reliability.short.${measure}`),
      value: (row) => row[measure].mean_seconds,
      cell: (row) => (
        <span className="whitespace-nowrap">
          {format.duration(row[measure].mean_seconds)}{' '}
          <span className="text-quiet">({t('n', { count: row[measure].n })})</span>
        </span>
      ),
      isNumeric: true,
    });
    return [
      { id: 'group', title: heading, value: groupText },
      { id: 'faults', title: t('reliability.faults'), value: ({ faults }) => faults, isNumeric: true },
      { id: 'failures', title: t('reliability.failures'), value: ({ failures }) => failures, isNumeric: true },
      ...choices.measure.map(mean),
      {
        id: 'longest',
        title: t('reliability.longest'),
        value: ({ mttr }) => mttr.longest_seconds,
        cell: ({ mttr }) => format.duration(mttr.longest_seconds),
        isNumeric: true,
      },
      {
        id: 'first',
        title: t('reliability.firstTime'),
        value: ({ first_time_fix: fix }) => fix.percent,
        cell: ({ first_time_fix: fix }) => format.percent(fix.percent),
        isNumeric: true,
      },
      {
        id: 'repeats',
        title: t('reliability.repeats'),
        value: ({ repeats }) => repeats.percent,
        cell: ({ repeats }) => format.percent(repeats.percent),
        isNumeric: true,
      },
    ];
  }, [t, format, groupText, heading]);
  return <DataTable label={t('reliability.table')} rows={groups} columns={columns} keyOf={({ key }) => key ?? ''} />;
}
