import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useNow } from '../../format/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { CompleteRun } from './complete-run.tsx';
import { idealCount, shareOf } from './ideal.rules.ts';
import type { RunNow } from './use-machine-now.ts';
import { useProduct } from './use-products.ts';

/** The run with its count as it grows, against what would be ideal and what is wanted. */
export function ActiveRun({ run, mayComplete }: { readonly run: RunNow; readonly mayComplete: boolean }) {
  const { t } = useTranslation('terminal');
  const format = useFormat();
  const nowMs = useNow();
  const [completes, setCompletes] = useState(false);
  const product = useProduct(run.product_id);
  const elapsedSeconds = (nowMs - Date.parse(run.start_time)) / 1_000;
  const ideal = idealCount(elapsedSeconds, product.data?.ideal_cycle_seconds);
  const done = run.produced_count ?? run.cut_count;
  const share = shareOf(done, run.target_quantity);
  return (
    <div className="flex flex-col gap-4">
      <p className="text-2xl font-semibold">
        {run.product_name}
        {run.product_code !== null && <span className="ml-2 text-lg font-normal text-quiet">{run.product_code}</span>}
      </p>
      <dl className="grid grid-cols-2 gap-3">
        <Count name={t('count')} value={format.number(done)} />
        <Count name={t('ideal')} value={format.number(ideal)} note={ideal === undefined ? t('noIdeal') : undefined} />
        <Count name={t('wanted')} value={format.number(run.target_quantity)} />
        <Count name={t('runsSince')} value={format.duration(elapsedSeconds)} />
      </dl>
      {share !== undefined && (
        <div>
          <ProgressBar label={t('progress')} percent={share} />
          <p className="text-right font-medium">{format.percent(share)}</p>
        </div>
      )}
      <p className="text-quiet">{t('startedBy', { name: run.started_by, when: format.when(run.start_time) })}</p>
      {mayComplete && (
        <Button kind="primary" size="glove" onClick={() => setCompletes(true)}>
          {t('complete')}
        </Button>
      )}
      {completes && <CompleteRun run={run} produced={done} onClose={() => setCompletes(false)} />}
    </div>
  );
}

function Count({
  name,
  value,
  note,
}: {
  readonly name: string;
  readonly value: string;
  readonly note?: string | undefined;
}) {
  return (
    <div className="rounded-lg bg-sunken p-3">
      <dt className="text-base text-quiet">{name}</dt>
      <dd className="text-3xl font-bold tabular-nums">{value}</dd>
      {note !== undefined && <dd className="text-base text-quiet">{note}</dd>}
    </div>
  );
}
