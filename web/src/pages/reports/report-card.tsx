import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { CsvLink } from '../../parts/csv-link.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';

/** A part of a report that waits for its own answer; what it showed before is dimmed until that is there. */
export function ReportCard<Data>({
  title,
  csv,
  query,
  children,
}: {
  readonly title: string;
  /** Address of the server's CSV of the same. */
  readonly csv?: string;
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
}) {
  return (
    <Card
      title={title}
      actions={csv === undefined ? undefined : <CsvLink title={title} address={csv} />}
      className="print:break-inside-avoid print:border-0 print:p-0"
    >
      <div
        aria-busy={query.isPlaceholderData}
        className={`transition-opacity ${query.isPlaceholderData ? 'opacity-45' : ''}`}
      >
        <QueryView query={query}>{children}</QueryView>
      </div>
    </Card>
  );
}

/** What figures rest on. */
export function Basis({ children }: { readonly children: readonly string[] }) {
  return <p className="mt-2 text-sm text-quiet">{children.join(' ')}</p>;
}
