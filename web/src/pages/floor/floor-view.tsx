import { useTranslation } from 'react-i18next';
import type { Floor } from '../../api/types.ts';
import { startOfDay } from '../../format/days.ts';
import { useNow } from '../../format/use-now.ts';
import { useFactory } from '../../session/factory.ts';
import { Empty } from '../../ui/messages.tsx';
import { MachineCard } from './machine-card.tsx';
import { inArea, useToday } from './use-today.ts';

/** The machines of an area as cards, as many beside each other as there is room for. */
export function FloorView({
  floor,
  area,
  className,
  hasLinks = false,
}: {
  readonly floor: Floor;
  readonly area: number | undefined;
  readonly className: string;
  /** Whether a card leads to its machine. */
  readonly hasLinks?: boolean;
}) {
  const { t } = useTranslation('floor');
  const nowMs = useNow();
  const { timezone, oee_target: oeeTarget } = useFactory();
  const { fromMs, periods, isCut } = useToday();
  const dayEndMs = startOfDay(nowMs, timezone, 1);
  const attention = new Set(floor.attention);
  const machines = inArea(floor.machines, area);
  if (machines.length === 0) {
    return (
      <Empty title={t(floor.machines.length === 0 ? 'empty' : 'emptyArea')}>
        <p>{t(floor.machines.length === 0 ? 'emptyHint' : 'emptyAreaHint')}</p>
      </Empty>
    );
  }
  return (
    <>
      {isCut && <p className="mb-3 text-warning">{t('stripsCut')}</p>}
      <div className={className}>
        {machines.map((machine) => (
          <MachineCard
            key={machine.machine_id}
            machine={machine}
            periods={periods?.get(machine.machine_id)}
            dayStartMs={fromMs}
            dayEndMs={dayEndMs}
            nowMs={nowMs}
            oeeTarget={oeeTarget}
            needsAttention={attention.has(machine.machine_id)}
            isLink={hasLinks}
          />
        ))}
      </div>
    </>
  );
}
