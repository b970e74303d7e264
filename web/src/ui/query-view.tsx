import type { ReactNode } from 'react';
import { isUnreachable } from '../api/problem.ts';
import { Failed, Loading } from './messages.tsx';

/** What is needed of a query: of one answer, or of pages of them. */
export interface Asked<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly isError: boolean;
  /** Whether `data` answers what was asked before, and stands in until this is answered. */
  readonly isPlaceholderData?: boolean;
  /** Of the last try, while there will be another. */
  readonly failureReason: unknown;
  refetch(): unknown;
}

/**
 * What was read, or what is the matter.
 *
 * What was read before stays while it is read again, also when that fails: an old figure with the line's state above it
 * serves better than none. Where nothing was read, or only what was asked before, and nobody answers, it says so while
 * it goes on trying.
 */
export function QueryView<Data>({
  query,
  children,
}: {
  readonly query: Asked<Data>;
  readonly children: (data: Data) => ReactNode;
}) {
  const isUnanswered = isUnreachable(query.failureReason);
  const isOfAnother = query.isPlaceholderData === true && isUnanswered;
  if (query.data !== undefined && !isOfAnother) return <>{children(query.data)}</>;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return isUnanswered ? <Failed error={query.failureReason} /> : <Loading />;
}
