import { FileDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '../ui/button.tsx';
import { DownloadLink } from '../ui/download-link.tsx';

interface CsvLinkProps {
  /** By `csvAddress`. */
  readonly address: string;
  /** Of what, where a page has several. */
  readonly title?: string;
}

/** The server's own CSV of what is on the screen, all pages of it. */
export function CsvLink({ address, title }: CsvLinkProps) {
  const { t } = useTranslation();
  const look = title === undefined ? buttonClass() : buttonClass('ghost');
  const label = title === undefined ? undefined : t('action.csvOf', { title });
  return (
    <DownloadLink href={address} aria-label={label} className={`${look} print:hidden`}>
      <FileDown className="size-5" aria-hidden />
      CSV
    </DownloadLink>
  );
}
