import type { ReactNode } from 'react';
import { Page } from './page.tsx';
import { type Asked, QueryView } from './query-view.tsx';

/** The page of one thing. Until that has come, and where it does not, a page that says what is looked for. */
export function QueryPage<Data>({
  query,
  title,
  children,
}: {
  readonly query: Asked<Data>;
  readonly title: string;
  /** A page of its own. */
  readonly children: (data: Data) => ReactNode;
}) {
  const view = <QueryView query={query}>{children}</QueryView>;
  return query.data === undefined ? <Page title={title}>{view}</Page> : view;
}
