import { Download } from 'lucide-react';
import { buttonClass } from '../../ui/button.tsx';
import { DownloadLink } from '../../ui/download-link.tsx';

interface CsvLinkProps {
  /** Ends with `.csv`. */
  readonly path: string;
  /** As the list above it is asked. */
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The server's own CSV of what is on the screen, all pages of it. */
export function CsvLink({ path, query }: CsvLinkProps) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of typeof value === 'string' ? [value] : (value ?? [])) search.append(name, each);
  }
  return (
    <DownloadLink href={search.size === 0 ? path : `${path}?${search}`} className={buttonClass()}>
      <Download className="size-5" aria-hidden />
      CSV
    </DownloadLink>
  );
}
