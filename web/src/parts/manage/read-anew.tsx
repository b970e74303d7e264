import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';

/** For what no event tells of. */
export function ReadAnew({ query }: { readonly query: { readonly isFetching: boolean; refetch(): unknown } }) {
  const { t } = useTranslation('manage');
  return (
    <Button
      icon={<RefreshCw className="size-5" aria-hidden />}
      isBusy={query.isFetching}
      onClick={() => void query.refetch()}
    >
      {t('readAnew')}
    </Button>
  );
}
