import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { HoldForm, ReasonForm } from './move-form.tsx';
import type { Step } from './send-move.ts';

/** The words that a step with several tickets needs, once for all of them. */
export function BulkMoveDialog({
  move,
  count,
  isBusy,
  onStep,
  onClose,
}: {
  readonly move: 'hold' | 'cancel';
  readonly count: number;
  readonly isBusy: boolean;
  readonly onStep: (step: Step) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('tickets');
  const form = { isBusy, error: undefined, onStep, onClose };
  return (
    <Dialog isOpen title={t(`move.${move}`)} description={t('bulk.chosen', { count })} onClose={onClose}>
      {move === 'hold' ? <HoldForm move={move} {...form} /> : <ReasonForm move={move} {...form} />}
    </Dialog>
  );
}
