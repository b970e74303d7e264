/** A plot on the page, and what stands in its place until it is drawn. */
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isUnreachable, unreachable } from '../api/problem.ts';
import { fetchPart } from '../api/reachable.ts';
import { useFormat } from '../format/use-format.ts';
import { useReloadIfThere } from '../session/use-reload-if-there.ts';
import { useTryAgain } from '../session/use-try-again.ts';
import { Failed, Loading } from '../ui/messages.tsx';
import type { Drawing } from './drawing.ts';
import type { Plot } from './plots.ts';

interface PlotViewProps {
  readonly plot: Plot;
  /** A sentence of what it shows, for who does not see it. */
  readonly says: string;
  readonly heightPx: number;
  /** Holds the drawing while there is one. */
  readonly drawingRef: RefObject<Drawing | null>;
  readonly onDrawn: (isDrawn: boolean) => void;
}

/** The plot alone. What draws it is fetched with the first plot. */
export function PlotView({ plot, says, heightPx, drawingRef, onDrawn }: PlotViewProps) {
  const { t } = useTranslation(['charts', 'common']);
  const format = useFormat();
  const element = useRef<HTMLDivElement>(null);
  const [isReady, setReady] = useState(false);
  const [trouble, setTrouble] = useState<unknown>();
  const [attempt, setAttempt] = useState(1);
  /** The last failure for want of an answer, also while it is being tried again: pauses grow. */
  const [away, setAway] = useState<unknown>();
  const reload = useReloadIfThere();

  const fail = useCallback((error: unknown) => {
    setTrouble(error);
    setAway(isUnreachable(error) ? error : undefined);
  }, []);

  useEffect(() => {
    let isGone = false;
    fetchPart(() => import('./drawing.ts')).then(
      ({ startDrawing }) => {
        if (isGone || element.current === null) return;
        drawingRef.current = startDrawing(element.current);
        setReady(true);
        setAway(undefined);
      },
      (error: unknown) => {
        if (!isGone) fail(error);
      },
    );
    return () => {
      isGone = true;
      drawingRef.current?.end();
      drawingRef.current = null;
      setReady(false);
      onDrawn(false);
    };
  }, [drawingRef, onDrawn, attempt, fail]);

  function fetchAgain(): void {
    setTrouble(undefined);
    setAttempt((before) => before + 1);
  }
  // the page stays as it is: somebody may be writing beside the plot
  useTryAgain(away, fetchAgain);

  /** What a browser could not fetch from a server that was there, it does not ask for again before the page is loaded anew. */
  async function loadAnew(): Promise<void> {
    if (!(await reload())) fail(unreachable());
  }

  useEffect(() => {
    if (!isReady) return;
    drawingRef.current?.show({ plot, format, cumulative: t('cumulative') });
    onDrawn(true);
  }, [isReady, plot, format, t, drawingRef, onDrawn]);

  if (trouble !== undefined) {
    return <Failed error={trouble} onRetry={() => (away === undefined ? void loadAnew() : fetchAgain())} />;
  }
  return (
    <div className="relative">
      <div ref={element} role="img" aria-label={says} style={{ height: heightPx }} className="w-full" />
      {!isReady && (
        <div className="absolute inset-0 grid place-items-center">
          <Loading />
        </div>
      )}
    </div>
  );
}
