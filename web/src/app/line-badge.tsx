import { Wifi, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLineState } from '../live/live.tsx';

/** Whether what is on the screen is what is so now. */
export function LineBadge() {
  const { t } = useTranslation();
  const state = useLineState();
  const Icon = state === 'live' ? Wifi : WifiOff;
  return (
    <p
      role="status"
      data-line={state}
      className={`inline-flex items-center gap-2 text-sm font-medium ${state === 'live' ? 'text-good' : 'text-warning'}`}
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      {t(`line.${state}`)}
    </p>
  );
}
