/** What a machine does, in colour and word and shape: one of them is enough. */
import {
  Circle,
  CircleDashed,
  CirclePause,
  CirclePlay,
  type LucideIcon,
  Moon,
  OctagonAlert,
  PowerOff,
  Wrench,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MachineStatus } from '../api/types.ts';

interface Look {
  readonly icon: LucideIcon;
  readonly text: string;
  readonly fill: string;
  readonly border: string;
}

export const statusLooks: Readonly<Record<MachineStatus, Look>> = {
  running: { icon: CirclePlay, text: 'text-running', fill: 'bg-running', border: 'border-running' },
  idle: { icon: CirclePause, text: 'text-idle', fill: 'bg-idle', border: 'border-idle' },
  down_planned: { icon: Wrench, text: 'text-down-planned', fill: 'bg-down-planned', border: 'border-down-planned' },
  down_unplanned: {
    icon: OctagonAlert,
    text: 'text-down-unplanned',
    fill: 'bg-down-unplanned',
    border: 'border-down-unplanned',
  },
  off_shift: { icon: Moon, text: 'text-off-shift', fill: 'bg-off-shift', border: 'border-off-shift' },
  offline: { icon: PowerOff, text: 'text-offline', fill: 'bg-offline', border: 'border-offline' },
  no_data: { icon: CircleDashed, text: 'text-no-data', fill: 'bg-no-data', border: 'border-no-data' },
};

export function StatusBadge({
  status,
  isLarge = false,
}: {
  readonly status: MachineStatus;
  readonly isLarge?: boolean;
}) {
  const { t } = useTranslation();
  const { icon: Icon, text } = statusLooks[status] ?? { icon: Circle, text: '' };
  return (
    <span className={`inline-flex items-center gap-2 font-semibold ${text} ${isLarge ? 'text-[1.4em]' : ''}`}>
      <Icon className={isLarge ? 'size-[1.2em]' : 'size-5'} strokeWidth={2.5} aria-hidden />
      {t(`status.${status}`)}
    </span>
  );
}
