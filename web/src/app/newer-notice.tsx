import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { useIsNewer } from './newer-screens.ts';

/** That there are newer screens, for who stays in one room. */
export function NewerNotice() {
  const { t } = useTranslation();
  if (!useIsNewer()) return null;
  return (
    <Button size="small" icon={<RefreshCw className="size-4" aria-hidden />} onClick={() => location.reload()}>
      {t('state.newer')}
    </Button>
  );
}
