import { Link } from '@tanstack/react-router';
import { TicketIcon, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { FloorMachine } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { StatusBadge, statusLooks } from '../../ui/status.tsx';
import { OeeText } from './oee-text.tsx';
import { Strip } from './strip.tsx';
import type { Period } from './use-today.ts';
import { Waiting } from './waiting.tsx';

interface MachineCardProps {
  readonly machine: FloorMachine;
  /** Since midnight; undefined while they are being read. */
  readonly periods: readonly Period[] | undefined;
  readonly dayStartMs: number;
  readonly dayEndMs: number;
  readonly nowMs: number;
  /** OEE of machines that have none of their own. */
  readonly oeeTarget: number;
  readonly needsAttention: boolean;
  /** Whether it leads to the page of the machine; a screen on the wall leads nowhere. */
  readonly isLink: boolean;
}

/** One machine as it is now. */
export function MachineCard({
  machine,
  periods,
  dayStartMs,
  dayEndMs,
  nowMs,
  oeeTarget,
  needsAttention,
  isLink,
}: MachineCardProps) {
  const { t } = useTranslation(['floor', 'common']);
  const format = useFormat();
  const { status, since, reason, active_run: run, tickets } = machine;
  return (
    <article
      data-machine={machine.machine_id}
      data-status={status}
      className={`relative flex min-w-0 flex-col gap-3 rounded-xl border-l-8 bg-surface p-4 shadow-sm ${statusLooks[status].border}`}
    >
      <header className="flex items-start justify-between gap-2">
        <h2 className="text-[1.2em] leading-tight font-semibold">
          {isLink ? <MachineLink machine={machine} /> : machine.machine_name}
        </h2>
        {needsAttention && (
          <span className="inline-flex items-center gap-1 text-[0.85em] font-semibold text-danger">
            <TriangleAlert className="size-[1.4em]" aria-hidden />
            {t('attention')}
          </span>
        )}
      </header>
      <div>
        <StatusBadge status={status} isLarge />
        {since !== null && (
          <span className="ml-2 text-quiet">
            {t('since', { duration: format.duration((nowMs - Date.parse(since)) / 1_000) })}
          </span>
        )}
        {reason !== null && <p className="font-medium">{reason}</p>}
      </div>
      <Waiting machine={machine} nowMs={nowMs} />
      <Strip periods={periods ?? []} fromMs={dayStartMs} toMs={dayEndMs} nowMs={nowMs} />
      <div className="flex flex-wrap justify-between gap-x-4 gap-y-1">
        <OeeText oee={machine.oee} target={oeeTarget} />
        <span>{t('cuts', { count: machine.cuts_today })}</span>
      </div>
      {run !== null && (
        <p className="truncate">
          <span className="text-quiet">{t('run')} </span>
          {run.product_name}
          {run.target_quantity !== null && (
            <span className="text-quiet">
              {' · '}
              {t('runOf', {
                done: format.number(run.produced_count ?? run.cut_count),
                target: format.number(run.target_quantity),
              })}
            </span>
          )}
        </p>
      )}
      <p className={`mt-auto inline-flex items-center gap-2 ${tickets.open > 0 ? 'font-medium' : 'text-quiet'}`}>
        <TicketIcon className="size-[1.25em]" aria-hidden />
        {tickets.open === 0 ? t('noTickets') : t('tickets', { count: tickets.open })}
        {tickets.highest_priority !== null && (
          <span className="text-quiet">({t(`common:priority.${tickets.highest_priority as 'High'}`)})</span>
        )}
      </p>
    </article>
  );
}

/** Covers the card: a press anywhere on it opens the machine. */
function MachineLink({ machine }: Pick<MachineCardProps, 'machine'>) {
  return (
    <Link
      to="/machines/$machineId"
      params={{ machineId: machine.machine_id }}
      className="after:absolute after:inset-0 after:rounded-xl hover:underline focus-visible:outline-none focus-visible:after:outline-3 focus-visible:after:outline-accent"
    >
      {machine.machine_name}
    </Link>
  );
}
