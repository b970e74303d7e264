import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { PlotChoice } from '../../charts/plot-choice.tsx';
import { MachinesChoice } from '../../parts/machines/machines-choice.tsx';
import { RangeChoice } from '../../parts/range/range-choice.tsx';
import { choices, FALLBACK_RANGE, weekdays } from './search.ts';
import type { Analysis } from './use-analysis.ts';

/** What is asked of every plot of the room. */
export function Filters({ analysis }: { readonly analysis: Analysis }) {
  const { t } = useTranslation(['analysis', 'common']);
  const { search, range, by, ask } = analysis;
  const shifts = useQuery({
    queryKey: ['shifts', 'codes'],
    queryFn: () => contentOf(GET('/api/v1/dashboard/shifts')),
  });
  return (
    <section aria-label={t('filters')} className="mb-5 flex flex-col gap-2 print:hidden">
      <RangeChoice
        search={search}
        fallback={FALLBACK_RANGE}
        range={range}
        onChoose={({ range: quick, from, to }) => ask({ range: quick, from, to })}
      />
      <div className="flex flex-wrap items-center gap-2">
        <MachinesChoice
          chosen={search.machine ?? []}
          onChoose={(ids) => ask({ machine: ids.length === 0 ? undefined : ids })}
        />
        <PlotChoice
          label={t('shift')}
          value={search.shift ?? ''}
          options={[
            { value: '', name: t('allShifts') },
            ...(shifts.data ?? []).map((code) => ({ value: code, name: code })),
          ]}
          onChoose={(shift) => ask({ shift: shift === '' ? undefined : shift })}
        />
        <PlotChoice
          label={t('weekday')}
          value={search.weekday ?? ''}
          options={[
            { value: '' as const, name: t('allWeekdays') },
            ...weekdays.map((value) => ({ value, name: t(`weekdays.${value}`) })),
          ]}
          onChoose={(weekday) => ask({ weekday: weekday === '' ? undefined : weekday })}
        />
        <label className="inline-flex items-center gap-2">
          <span className="text-quiet">{t('by')}</span>
          <PlotChoice
            label={t('by')}
            value={by}
            options={choices.by.map((value) => ({ value, name: t(`byOf.${value}`) }))}
            onChoose={(chosen) => ask({ by: chosen })}
          />
        </label>
      </div>
    </section>
  );
}
