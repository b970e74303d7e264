import { WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session/session.tsx';
import { LinkButton } from '../ui/button.tsx';

/** On every page that was opened without the server: what can be done meanwhile. */
export function AwayNotice() {
  const { t } = useTranslation();
  const { isConfirmed, hasEnded, can } = useSession();
  if (isConfirmed || hasEnded) return null;
  return (
    <div
      role="status"
      className="m-4 flex flex-wrap items-center justify-between gap-3 rounded-xl border border-warning bg-surface p-4 print:hidden"
    >
      <p className="flex min-w-0 grow basis-64 items-start gap-2">
        <WifiOff className="mt-0.5 size-5 shrink-0 text-warning" aria-hidden />
        {can('tickets:report') ? t('away.report') : `${t('away.title')}. ${t('away.hint')}`}
      </p>
      {can('tickets:report') && <LinkButton to="/tickets/new">{t('action.report')}</LinkButton>}
    </div>
  );
}
