import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { useReload } from '../session/use-reload.ts';
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
  const reload = useReload();

  useEffect(() => {
    let isGone = false;
    import('./drawing.ts').then(
      ({ startDrawing }) => {
        if (isGone || element.current === null) return;
        drawingRef.current = startDrawing(element.current);
        setReady(true);
      },
      (error: unknown) => setTrouble(error),
    );
    return () => {
      isGone = true;
      drawingRef.current?.end();
      drawingRef.current = null;
      setReady(false);
      onDrawn(false);
    };
  }, [drawingRef, onDrawn]);

  useEffect(() => {
    if (!isReady) return;
    drawingRef.current?.show({ plot, format, cumulative: t('cumulative') });
    onDrawn(true);
  }, [isReady, plot, format, t, drawingRef, onDrawn]);

  if (trouble !== undefined) return <Failed error={trouble} onRetry={() => void reload()} />;
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
