import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/types.ts';
import { PlotChoice } from '../../charts/plot-choice.tsx';
import type { Detail } from '../../charts/plots.ts';
import { type PlotContent, QueryPlotCard } from '../../charts/query-plot-card.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useBasis } from './basis.ts';
import { choices } from './search.ts';
import { type Analysis, useLosses, useMeasuredTime } from './use-analysis.ts';

type Losses = Answer<'/api/v1/analytics/losses'>;

/** What stops cost in hours and in money, by what they came of or by machine. */
export function LossesPlot({ analysis }: { readonly analysis: Analysis }) {
  const { t } = useTranslation(['analysis', 'common']);
  const format = useFormat();
  const basis = useBasis();
  const time = useMeasuredTime(analysis);
  const { losses: by = 'reason', lost = 'money' } = analysis.search;
  const show = useCallback(
    (losses: Losses): PlotContent => {
      const rows = by === 'reason' ? losses.reasons : losses.machines;
      const names = rows.map((row) => ('reason' in row ? row.reason : row.machine_name));
      const hours: Detail & { unit: { kind: 'hours' } } = {
        title: t('column.downtime'),
        unit: { kind: 'hours' },
        values: rows.map(({ seconds }) => seconds),
      };
      const money = {
        title: t('column.cost'),
        unit: { kind: 'money' as const, currency: losses.currency },
        values: rows.map(({ cost }) => cost),
      };
      const [shown, beside] = lost === 'money' ? [money, hours] : [hours, money];
      return {
        plot: {
          kind: 'pareto',
          axis: t(`axis.${by}`),
          name: shown.title,
          points: names,
          values: rows.map(({ seconds, cost }) => (lost === 'money' ? cost : seconds)),
          unit: shown.unit,
          colour: 'warning',
          details: [
            beside,
            {
              title: t('column.costed'),
              unit: { kind: 'hours' },
              values: rows.map(({ costed_seconds: costed }) => costed),
            },
          ],
        },
        basis: [
          losses.cost === null
            ? t('basis.noCost')
            : t('basis.cost', { hours: format.hours(losses.costed_seconds), all: format.hours(losses.seconds) }),
          ...(time === undefined ? [] : [basis.coverage([time])]),
          ...basis.upTo(losses.cut_off_at),
        ],
        says: t('losses.says', { first: names.slice(0, 3).join(', ') }),
      };
    },
    [t, format, basis, by, lost, time],
  );
  return (
    <QueryPlotCard
      title={t('losses.title')}
      query={useLosses(analysis)}
      show={show}
      choices={
        <>
          <PlotChoice
            label={t('losses.choice')}
            value={lost}
            options={choices.lost.map((value) => ({ value, name: t(`losses.${value}`) }))}
            onChoose={(value) => analysis.ask({ lost: value })}
          />
          <PlotChoice
            label={t('losses.byChoice')}
            value={by}
            options={choices.losses.map((value) => ({ value, name: t(`losses.${value}`) }))}
            onChoose={(value) => analysis.ask({ losses: value })}
          />
        </>
      }
      fileName={`losses ${analysis.fileDates}`}
      emptyHint={t('emptyHint')}
    />
  );
}
