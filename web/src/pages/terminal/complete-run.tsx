import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, PUT } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { NumberPad } from './number-pad.tsx';
import type { RunNow } from './use-machine-now.ts';

/** As the API counts at most. */
const COUNT_MAX = 1_000_000_000;
const numberOf = (text: string) => (text === '' ? null : Number(text));

/** Ends the run with what came of it; what is left empty is not claimed. */
export function CompleteRun({
  run,
  produced,
  onClose,
}: {
  readonly run: RunNow;
  readonly produced: number;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['terminal', 'common']);
  const queries = useQueryClient();
  const notify = useNotify();
  const [good, setGood] = useState('');
  const [scrap, setScrap] = useState('');
  const completion = useMutation({
    mutationFn: () =>
      contentOf(
        PUT('/api/v1/runs/{id}/complete', {
          params: { path: { id: run.id } },
          body: { good_count: numberOf(good), scrap_count: numberOf(scrap) },
        }),
      ),
    onSuccess() {
      notify(t('completed', { product: run.product_name }));
      onClose();
      return Promise.all([
        queries.invalidateQueries({ queryKey: ['floor'] }),
        queries.invalidateQueries({ queryKey: ['runs'] }),
      ]);
    },
  });
  return (
    <Dialog
      isOpen
      isWide
      title={t('completeTitle', { product: run.product_name })}
      description={t('completeHint', { count: produced })}
      onClose={onClose}
    >
      <div className="grid gap-6 sm:grid-cols-2">
        <NumberPad label={t('good')} value={good} max={COUNT_MAX} onChange={setGood} />
        <NumberPad label={t('scrap')} value={scrap} max={COUNT_MAX} onChange={setScrap} />
      </div>
      <div className="mt-4 flex flex-col gap-3">
        <Refusal error={completion.error} />
        <Button kind="primary" size="glove" isBusy={completion.isPending} onClick={() => completion.mutate()}>
          {t('complete')}
        </Button>
        <Button size="glove" onClick={onClose}>
          {t('common:action.cancel')}
        </Button>
      </div>
    </Dialog>
  );
}
