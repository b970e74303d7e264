/**
 * A plot with its title and with what it rests on; the same as a table, as CSV and as a picture.
 *
 * No number without its basis: a card cannot be made without saying it.
 */
import { ChartColumn, FileDown, ImageDown, Table2 } from 'lucide-react';
import { type ReactNode, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../ui/button.tsx';
import { Empty, Refusal } from '../ui/messages.tsx';
import { csvOf } from './csv.ts';
import type { Drawing } from './drawing.ts';
import { pictureOf } from './picture.ts';
import { PlotRows } from './plot-rows.tsx';
import { plainTableOf, tableOf } from './plot-table.ts';
import { PlotView } from './plot-view.tsx';
import { hasData, type Plot } from './plots.ts';
import { saveFile } from './save-file.ts';

export interface PlotCardProps {
  readonly title: string;
  /** Sentences: how much of the time is known, which factors are missing or assumed, of how many. */
  readonly basis: readonly string[];
  /** Stable while its data are: made in `useMemo`. */
  readonly plot: Plot;
  /** A sentence of what the plot shows, for who does not see it. */
  readonly says: string;
  /** Of what is saved, without its ending: `downtime 2026-11-01 2026-11-26`. */
  readonly fileName: string;
  /** What can be chosen for this plot alone. */
  readonly choices?: ReactNode;
  /** What is shown is of another question than the one asked: it is dimmed until the answer is there. */
  readonly isStale?: boolean;
  /** What to do where there is nothing to draw. */
  readonly emptyHint: string;
  readonly heightPx?: number;
}

const HEIGHT_PX = 340;

export function PlotCard(props: PlotCardProps) {
  const { title, basis, plot, says, choices, isStale = false, emptyHint, heightPx = HEIGHT_PX } = props;
  const { t } = useTranslation(['charts', 'common']);
  const titleId = useId();
  const drawing = useRef<Drawing>(null);
  const [isTable, setTable] = useState(false);
  const [isDrawn, setDrawn] = useState(false);
  const isEmpty = !hasData(plot);
  return (
    <section
      aria-labelledby={titleId}
      aria-busy={isStale}
      data-plot={plot.kind}
      className="flex min-w-0 flex-col rounded-xl border border-line bg-surface p-4 print:break-inside-avoid print:border-0 print:p-0"
    >
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 id={titleId} className="text-lg font-semibold">
          {title}
        </h2>
        <div className="flex flex-wrap items-center gap-1 print:hidden">
          {choices}
          {!isEmpty && <Ways {...props} drawing={drawing} isDrawn={isDrawn} isTable={isTable} onTable={setTable} />}
        </div>
      </div>
      <div className={`min-w-0 transition-opacity ${isStale ? 'opacity-45' : ''}`}>
        {isEmpty ? (
          <Empty title={t('empty')}>
            <p>{emptyHint}</p>
          </Empty>
        ) : isTable ? (
          <PlotRows label={title} table={tableOf(plot, t('cumulative'))} />
        ) : (
          <PlotView plot={plot} says={says} heightPx={heightPx} drawingRef={drawing} onDrawn={setDrawn} />
        )}
        {basis.length > 0 && (
          <p className="mt-2 text-sm text-quiet">
            <span className="font-medium">{t('basis')} </span>
            {basis.join(' ')}
          </p>
        )}
      </div>
      {isStale && (
        <p role="status" className="sr-only">
          {t('common:state.loading')}
        </p>
      )}
    </section>
  );
}

/** Plot or table, and what can be taken away of it. */
function Ways({
  title,
  basis,
  plot,
  fileName,
  isStale = false,
  drawing,
  isDrawn,
  isTable,
  onTable,
}: PlotCardProps & {
  readonly drawing: { readonly current: Drawing | null };
  /** False until there is a picture to take away. */
  readonly isDrawn: boolean;
  readonly isTable: boolean;
  readonly onTable: (isTable: boolean) => void;
}) {
  const { t } = useTranslation(['charts', 'common']);
  const [trouble, setTrouble] = useState<unknown>(null);
  const saveTable = () =>
    saveFile(
      `${fileName}.csv`,
      new Blob([csvOf(plainTableOf(plot, t('cumulative')))], { type: 'text/csv;charset=utf-8' }),
    );
  const savePicture = async () => {
    if (drawing.current === null) return;
    saveFile(
      `${fileName}.png`,
      await pictureOf(drawing.current.picture(), title, [`${t('basis')} ${basis.join(' ')}`]),
    );
  };
  return (
    <>
      <Button
        kind="ghost"
        icon={isTable ? <ChartColumn className="size-5" aria-hidden /> : <Table2 className="size-5" aria-hidden />}
        onClick={() => onTable(!isTable)}
      >
        <span className="max-sm:sr-only">{isTable ? t('plot') : t('table')}</span>
      </Button>
      <IconButton
        label={t('saveCsv', { title })}
        icon={<FileDown className="size-5" aria-hidden />}
        disabled={isStale}
        onClick={saveTable}
      />
      <IconButton
        label={t('savePng', { title })}
        disabled={!isDrawn || isStale}
        icon={<ImageDown className="size-5" aria-hidden />}
        onClick={() => void savePicture().catch(setTrouble)}
      />
      <Refusal error={trouble} />
    </>
  );
}
