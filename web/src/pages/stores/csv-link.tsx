import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '../../ui/button.tsx';

/** All that the filters let through, as a file. */
export function CsvLink({ address }: { readonly address: string }) {
  const { t } = useTranslation('stores');
  return (
    <a href={address} download className={buttonClass()}>
      <Download className="size-5" aria-hidden />
      {t('csv')}
    </a>
  );
}
