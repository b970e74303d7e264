import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { Figure, Figures } from '../../ui/figure.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { useBasis } from './basis.ts';
import { type Analysis, useLosses, useOee, useTime } from './use-analysis.ts';

const factors = ['availability', 'performance', 'quality'] as const;

/** The range in a few figures; what they rest on stands below them. */
export function KeyFigures({ analysis }: { readonly analysis: Analysis }) {
  const { t } = useTranslation(['analysis', 'common']);
  const format = useFormat();
  const basis = useBasis();
  const oee = useOee(analysis);
  const time = useTime(analysis, 'machine');
  const losses = useLosses(analysis);
  const isStale = oee.isPlaceholderData || time.isPlaceholderData || losses.isPlaceholderData;
  const downtime = losses.data;
  return (
    <section
      aria-label={t('figures.title')}
      aria-busy={isStale}
      className={`transition-opacity ${isStale ? 'opacity-45' : ''}`}
    >
      <Figures>
        <Figure name={t('oee')} value={format.percent(oee.data?.partial_oee, 1)}>
          {oee.data?.oee === null && oee.data.partial_oee !== null ? t('basis.partial') : undefined}
        </Figure>
        {factors.map((factor) => (
          <Figure key={factor} name={t(`factor.${factor}`)} value={format.percent(oee.data?.[factor], 1)}>
            {oee.data?.[factor] === null ? t('figures.missing') : undefined}
          </Figure>
        ))}
        <Figure name={t('figures.downtime')} value={format.hours(downtime?.seconds)}>
          {time.data === undefined
            ? undefined
            : t('figures.ofPlanned', { hours: format.hours(time.data.planned_seconds) })}
        </Figure>
        <Figure
          name={t('figures.cost')}
          value={downtime === undefined ? '' : format.money(downtime.cost, downtime.currency)}
        >
          {downtime === undefined
            ? undefined
            : downtime.cost === null
              ? t('figures.noCost')
              : t('figures.costNote', { percent: format.percent((100 * downtime.costed_seconds) / downtime.seconds) })}
        </Figure>
      </Figures>
      <Refusal error={[oee, time, losses].find(({ data }) => data === undefined)?.failureReason} isTriedAgain />
      {oee.data !== undefined && time.data !== undefined && (
        <p className="mt-2 text-sm text-quiet">
          {[basis.coverage([time.data]), ...basis.upTo(time.data.cut_off_at), ...basis.oee(oee.data)].join(' ')}
        </p>
      )}
    </section>
  );
}
