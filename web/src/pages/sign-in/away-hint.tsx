import { WifiOff } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isServerThere } from '../../api/reachable.ts';
import { useIsAnythingUnsent } from '../../offline/unsent.tsx';
import { useTryAgain } from '../../session/use-try-again.ts';

/** That nobody can sign in now, since the server does not answer, for as long as that is so. */
export function AwayHint() {
  const { t } = useTranslation();
  const waits = useIsAnythingUnsent();
  const [failure, setFailure] = useState<object>();
  const look = useCallback(async () => setFailure((await isServerThere()) ? undefined : {}), []);
  useEffect(() => void look(), [look]);
  useTryAgain(failure, () => void look());
  if (failure === undefined) return null;
  return (
    <div role="status" className="mb-4 flex flex-col gap-2 rounded-lg border border-warning px-3 py-2">
      <p className="flex items-start gap-2">
        <WifiOff className="mt-0.5 size-5 shrink-0 text-warning" aria-hidden />
        <span>
          <strong>{t('away.title')}.</strong> {t('away.signIn')}
        </span>
      </p>
      {waits && <p>{t('away.unsent')}</p>}
    </div>
  );
}
