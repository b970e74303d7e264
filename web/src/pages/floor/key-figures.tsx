import { useTranslation } from 'react-i18next';
import type { Floor } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { Figure, Figures } from '../../ui/figure.tsx';

/** The factory in a few figures, each with what it rests on. */
export function KeyFigures({ floor }: { readonly floor: Floor }) {
  const { t } = useTranslation(['floor', 'common']);
  const format = useFormat();
  const { totals, factory } = floor;
  const count = (status: string) => (totals.by_status as Readonly<Record<string, number>>)[status] ?? 0;
  const oee = totals.oee.oee ?? totals.oee.partial_oee;
  return (
    <div className="mb-5">
      <Figures>
        <Figure name={t('kpi.running')} value={`${count('running')} / ${totals.machines}`} />
        <Figure name={t('kpi.down')} value={String(count('down_unplanned'))} isBad={count('down_unplanned') > 0} />
        <Figure name={t('kpi.utilisation')} value={format.percent(totals.current_shift.availability)}>
          {t('kpi.coverage', { percent: format.percent(totals.current_shift.coverage) })}
        </Figure>
        <Figure name={t('kpi.oee')} value={format.percent(oee)}>
          {totals.oee.factors_used.map((factor) => t(`factor.${factor}`)).join(' × ')}
        </Figure>
        <Figure
          name={t('kpi.openTickets')}
          value={format.number(factory.tickets_open)}
          isBad={factory.tickets_overdue > 0}
        >
          {t('kpi.overdue', { count: factory.tickets_overdue })}
        </Figure>
        <Figure name={t('kpi.lowStock')} value={format.number(factory.low_stock)} isBad={factory.low_stock > 0} />
      </Figures>
    </div>
  );
}
