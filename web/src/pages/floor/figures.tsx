import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Floor } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';

/** The factory in a few figures, each with what it rests on. */
export function Figures({ floor }: { readonly floor: Floor }) {
  const { t } = useTranslation(['floor', 'common']);
  const format = useFormat();
  const { totals, factory } = floor;
  const count = (status: string) => (totals.by_status as Readonly<Record<string, number>>)[status] ?? 0;
  const oee = totals.oee.oee ?? totals.oee.partial_oee;
  return (
    <dl className="mb-5 grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
      <Figure name={t('kpi.running')} value={`${count('running')} / ${totals.machines}`} />
      <Figure name={t('kpi.down')} value={String(count('down_unplanned'))} isBad={count('down_unplanned') > 0} />
      <Figure
        name={t('kpi.utilisation')}
        value={format.percent(totals.current_shift.availability)}
        note={t('kpi.coverage', { percent: format.percent(totals.current_shift.coverage) })}
      />
      <Figure
        name={t('kpi.oee')}
        value={format.percent(oee)}
        note={totals.oee.factors_used.map((factor) => t(`factor.${factor}`)).join(' × ')}
      />
      <Figure
        name={t('kpi.openTickets')}
        value={format.number(factory.tickets_open)}
        note={t('kpi.overdue', { count: factory.tickets_overdue })}
        isBad={factory.tickets_overdue > 0}
      />
      <Figure name={t('kpi.lowStock')} value={format.number(factory.low_stock)} isBad={factory.low_stock > 0} />
    </dl>
  );
}

function Figure({
  name,
  value,
  note,
  isBad = false,
}: {
  readonly name: string;
  readonly value: string;
  readonly note?: ReactNode;
  readonly isBad?: boolean;
}) {
  return (
    <div className="rounded-xl border border-line bg-surface p-3">
      <dt className="text-sm text-quiet">{name}</dt>
      <dd className={`text-2xl font-semibold ${isBad ? 'text-warning' : ''}`}>{value}</dd>
      {note !== undefined && <dd className="text-sm text-quiet">{note}</dd>}
    </div>
  );
}
