/** What has to be said with a step, asked in a dialog. */
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText, instantOfClock } from '../../format/inputs.ts';
import { useFactory } from '../../session/factory.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import type { StatusMove } from './moves.ts';
import type { Step } from './send-move.ts';
import { type HoldReason, holdReasons, type TicketRow, titleOf } from './ticket-words.ts';

/** What the forms of all steps share; of the ticket they know nothing. */
interface WordsProps {
  readonly move: WordyMove;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onStep: (step: Step) => void;
  readonly onClose: () => void;
}

type WordyMove = Exclude<StatusMove, 'start' | 'close'>;

interface MoveFormProps extends WordsProps {
  readonly ticket: TicketRow;
}

const orAbsent = (text: string) => (text.trim() === '' ? undefined : text.trim());

export function MoveDialog(props: MoveFormProps) {
  const { t } = useTranslation('tickets');
  const { ticket, move, onClose } = props;
  return (
    <Dialog isOpen title={t(`move.${move}`)} description={`#${ticket.id} ${titleOf(ticket)}`} onClose={onClose}>
      {move === 'hold' ? (
        <HoldForm {...props} />
      ) : move === 'resolve' ? (
        <ResolveForm {...props} />
      ) : (
        <ReasonForm {...props} move={move} />
      )}
    </Dialog>
  );
}

function FormEnd({ move, isBusy, error, onClose }: Pick<WordsProps, 'move' | 'isBusy' | 'error' | 'onClose'>) {
  const { t } = useTranslation(['tickets', 'common']);
  return (
    <>
      <Refusal error={error} />
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{t('common:action.cancel')}</Button>
        <Button type="submit" kind={move === 'cancel' ? 'danger' : 'primary'} isBusy={isBusy}>
          {t(`move.${move}`)}
        </Button>
      </div>
    </>
  );
}

export function HoldForm({ onStep, ...rest }: WordsProps) {
  const { t } = useTranslation('tickets');
  const [reason, setReason] = useState<HoldReason>('parts');
  const [note, setNote] = useState('');
  function submit(event: SubmitEvent) {
    event.preventDefault();
    onStep({ move: 'hold', reason, note: orAbsent(note) });
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <SelectField
        label={t('hold.reason')}
        required
        value={reason}
        onChange={({ target }) => setReason(target.value as HoldReason)}
      >
        {holdReasons.map((each) => (
          <option key={each} value={each}>
            {t(`holdReason.${each}`)}
          </option>
        ))}
      </SelectField>
      <TextField
        label={t('hold.note')}
        hint={t('hold.noteHint')}
        maxLength={500}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      <FormEnd {...rest} />
    </form>
  );
}

function ResolveForm({ onStep, ...rest }: MoveFormProps) {
  const { ticket } = rest;
  const { t } = useTranslation('tickets');
  const { timezone } = useFactory();
  const [remedy, setRemedy] = useState(ticket.remedy ?? '');
  const [code, setCode] = useState(ticket.failure_code ?? '');
  const [cause, setCause] = useState(ticket.failure_cause ?? '');
  const [restored, setRestored] = useState(() => {
    const known = ticket.restored_at ?? ticket.proposed_restored_at;
    return known === null ? '' : clockText(Date.parse(known), timezone);
  });
  function submit(event: SubmitEvent) {
    event.preventDefault();
    const restoredAt = ticket.machine_down ? instantOfClock(restored, timezone) : undefined;
    onStep({
      move: 'resolve',
      remedy: remedy.trim(),
      failure_code: orAbsent(code),
      failure_cause: orAbsent(cause),
      restored_at: restoredAt === undefined ? undefined : new Date(restoredAt).toISOString(),
    });
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextArea
        label={t('field.remedy')}
        hint={t('resolve.remedyHint')}
        required
        rows={3}
        maxLength={4_000}
        value={remedy}
        onChange={({ target }) => setRemedy(target.value)}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t('field.failureCause')}
          maxLength={500}
          value={cause}
          onChange={({ target }) => setCause(target.value)}
        />
        <TextField
          label={t('field.failureCode')}
          maxLength={40}
          value={code}
          onChange={({ target }) => setCode(target.value)}
        />
      </div>
      {ticket.machine_down && (
        <TextField
          type="datetime-local"
          label={t('resolve.restored')}
          hint={t('resolve.restoredHint')}
          value={restored}
          onChange={({ target }) => setRestored(target.value)}
        />
      )}
      <FormEnd {...rest} />
    </form>
  );
}

export function ReasonForm({ move, onStep, ...rest }: WordsProps & { readonly move: 'cancel' | 'reopen' }) {
  const { t } = useTranslation('tickets');
  const [reason, setReason] = useState('');
  function submit(event: SubmitEvent) {
    event.preventDefault();
    onStep({ move, reason: reason.trim() });
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextArea
        label={t(`reason.${move}`)}
        hint={t('reason.hint')}
        required
        rows={3}
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <FormEnd {...rest} move={move} />
    </form>
  );
}
