import { WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useIsAnythingUnsent } from '../offline/unsent.tsx';
import { DoorFrame } from '../pages/sign-in/door-frame.tsx';
import { Button } from '../ui/button.tsx';

/** Before the door, where nobody answers who is signed in. */
export function AwayPage({ onRetry }: { readonly onRetry?: () => Promise<void> }) {
  const { t } = useTranslation();
  const waits = useIsAnythingUnsent();
  return (
    <DoorFrame title={t('away.title')}>
      <div role="status" className="flex flex-col gap-3">
        <p className="flex items-start gap-2 text-warning">
          <WifiOff className="mt-0.5 size-5 shrink-0" aria-hidden />
          {t('away.hint')}
        </p>
        {waits && <p>{t('away.unsent')}</p>}
      </div>
      {onRetry !== undefined && (
        <Button className="mt-4 w-full" onClick={() => void onRetry()}>
          {t('action.retry')}
        </Button>
      )}
    </DoorFrame>
  );
}
