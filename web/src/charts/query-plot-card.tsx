import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { Card } from '../ui/page.tsx';
import { QueryView } from '../ui/query-view.tsx';
import { PlotCard, type PlotCardProps } from './plot-card.tsx';

/** What an answer shows. */
export type PlotContent = Pick<PlotCardProps, 'plot' | 'basis' | 'says'>;

interface QueryPlotCardProps<Data> extends Omit<PlotCardProps, keyof PlotContent | 'isStale'> {
  /** With `placeholderData: keepPreviousData` the plot before stays, dimmed, until the answer is there. */
  readonly query: UseQueryResult<Data>;
  /** Stable while nothing else changes what is shown: made in `useCallback`. */
  readonly show: (data: Data) => PlotContent;
}

/** A {@link PlotCard} of an answer; each waits for its own, and fails alone. */
export function QueryPlotCard<Data>({ query, show, ...card }: QueryPlotCardProps<Data>) {
  const { data } = query;
  const content = useMemo(() => (data === undefined ? undefined : show(data)), [data, show]);
  if (content !== undefined) return <PlotCard {...card} {...content} isStale={query.isPlaceholderData} />;
  return (
    <Card title={card.title}>
      <QueryView query={query}>{nothing}</QueryView>
    </Card>
  );
}

const nothing = (): ReactNode => null;
