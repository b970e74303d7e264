import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '../../ui/button.tsx';
import { DownloadLink } from '../../ui/download-link.tsx';

/** All that the filters let through, as a file. */
export function CsvLink({ address }: { readonly address: string }) {
  const { t } = useTranslation('stores');
  return (
    <DownloadLink href={address} className={buttonClass()}>
      <Download className="size-5" aria-hidden />
      {t('csv')}
    </DownloadLink>
  );
}
