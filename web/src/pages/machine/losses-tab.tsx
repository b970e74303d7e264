import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { QueryPlotCard } from '../../charts/query-plot-card.tsx';
import { useFormat } from '../../format/use-format.ts';
import { Empty, Loading } from '../../ui/messages.tsx';
import { type LossQuestion, LossRangeChoice, useLossRange } from './loss-range.tsx';
import { lossesOf, type Oee } from './losses.ts';
import { useLossBasis } from './use-loss-basis.ts';
import type { Machine } from './use-machine.ts';

type Downtime = Answer<'/api/v1/analytics/downtime'>;

export function LossesTab({ machine }: { readonly machine: Machine }) {
  const { t } = useTranslation('machine');
  const { range, query, hasNoShift, title } = useLossRange(machine);
  return (
    <>
      <LossRangeChoice range={range} />
      {hasNoShift && <Empty title={t('noShift')} />}
      {!hasNoShift && query === undefined && <Loading />}
      {query !== undefined && <Plots machine={machine} query={query} title={title} />}
    </>
  );
}

interface PlotsProps {
  readonly machine: Machine;
  readonly query: LossQuestion;
  readonly title: string;
}

/** Where the planned time went, and what stopped the machine. */
function Plots({ machine, query, title }: PlotsProps) {
  const { t } = useTranslation(['machine', 'common']);
  const format = useFormat();
  const key = [machine.id, query.start_time, query.end_time];
  const oee = useQuery({
    queryKey: ['analytics', 'losses', ...key],
    queryFn: async () => {
      const [figures, time] = await Promise.all([
        contentOf(GET('/api/v1/analytics/oee', { params: { query } })),
        contentOf(
          GET('/api/v1/analytics/time-accounting', { params: { query: { ...query, include_reasons: false } } }),
        ),
      ]);
      return { figures, coverage: time.coverage };
    },
    placeholderData: keepPreviousData,
  });
  const downtime = useQuery({
    queryKey: ['analytics', 'pareto', ...key],
    queryFn: () => contentOf(GET('/api/v1/analytics/downtime', { params: { query: { ...query, limit: 1 } } })),
    placeholderData: keepPreviousData,
  });
  const basisOf = useLossBasis();
  const showLosses = useCallback(
    ({ figures, coverage }: { figures: Oee; coverage: number | null }) => {
      const losses = lossesOf(figures);
      const says = t('losses.says', {
        planned: format.hours(losses.plannedSeconds),
        productive: format.hours(losses.productiveSeconds),
      });
      return {
        plot: {
          kind: 'waterfall' as const,
          axis: t('losses.step'),
          name: t('losses.time'),
          unit: { kind: 'hours' as const },
          steps: [
            {
              name: t('losses.planned'),
              value: losses.plannedSeconds,
              kind: 'total' as const,
              colour: 'quiet' as const,
            },
            ...losses.steps.map(({ factor, percent, lostSeconds }) => ({
              name: t(percent === null ? `losses.unknown.${factor}` : `losses.lost.${factor}`),
              value: 0 - lostSeconds,
              kind: 'change' as const,
              colour: 'down-unplanned' as const,
            })),
            {
              name: t('losses.productive'),
              value: losses.productiveSeconds,
              kind: 'total' as const,
              colour: 'running' as const,
            },
          ],
        },
        says,
        basis: basisOf(figures, losses, coverage),
      };
    },
    [t, format, basisOf],
  );
  const showReasons = useCallback(
    ({ reasons, downtime_seconds: seconds, planned_seconds: planned }: Downtime) => ({
      plot: {
        kind: 'pareto' as const,
        axis: t('pareto.reason'),
        name: t('pareto.downtime'),
        unit: { kind: 'hours' as const },
        points: reasons.map(({ reason }) => reason),
        values: reasons.map((reason) => reason.seconds),
        colour: 'down-unplanned' as const,
        details: [
          { title: t('pareto.stops'), values: reasons.map(({ count }) => count), unit: { kind: 'count' as const } },
        ],
      },
      says: t('pareto.says', { reason: reasons[0]?.reason ?? '', hours: format.hours(reasons[0]?.seconds) }),
      basis: [t('pareto.basis', { downtime: format.hours(seconds), planned: format.hours(planned) })],
    }),
    [t, format],
  );
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <QueryPlotCard
        title={t('losses.title')}
        query={oee}
        show={showLosses}
        fileName={`oee ${machine.name} ${title}`}
        emptyHint={t('losses.none')}
      />
      <QueryPlotCard
        title={t('pareto.title')}
        query={downtime}
        show={showReasons}
        fileName={`downtime ${machine.name} ${title}`}
        emptyHint={t('pareto.none')}
      />
    </div>
  );
}
