import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';

interface MoreButtonProps {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    fetchNextPage(): unknown;
  };
}

/** Below a list that comes by pages: the next one. */
export function MoreButton({ query }: MoreButtonProps) {
  const { t } = useTranslation();
  if (!query.hasNextPage) return null;
  return (
    <Button className="mt-3 print:hidden" isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
      {t('action.more')}
    </Button>
  );
}
