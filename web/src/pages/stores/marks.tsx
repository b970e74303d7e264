import { ArchiveX, PackageX } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** Below its minimum: by word, colour and shape. */
export function LowMark() {
  const { t } = useTranslation('stores');
  return (
    <span className="inline-flex items-center gap-1 font-semibold whitespace-nowrap text-warning">
      <PackageX className="size-4" aria-hidden />
      {t('low.mark')}
    </span>
  );
}

export function RetiredMark() {
  const { t } = useTranslation('stores');
  return (
    <span className="inline-flex items-center gap-1 text-sm whitespace-nowrap text-quiet">
      <ArchiveX className="size-4" aria-hidden />
      {t('retired')}
    </span>
  );
}
