/**
 * The form for a fault.
 *
 * It is kept on the device before it is sent, so that it goes out once whatever becomes of the network. What the server
 * refuses while the form is there stays in the form.
 */
import { OctagonAlert, Play } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey } from '../../api/client.ts';
import { clockText, instantOfClock } from '../../format/inputs.ts';
import { rewritten, type UnsentEntry, type Work } from '../../offline/entries.ts';
import { dropUnsent, newEntry, outcomeOf, putUnsent } from '../../offline/unsent.tsx';
import { useLackText } from '../../offline/use-lack-text.ts';
import { MachineField } from '../../parts/machines/machine-field.tsx';
import { useMachines } from '../../parts/machines/use-machines.ts';
import { useFactory } from '../../session/factory.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { bodyOf, formOf, type ReportForm } from './new-ticket.ts';
import { type ChosenPhoto, ChosenPhotos, PhotoButtons } from './photo-choice.tsx';
import { type Priority, priorities } from './ticket-words.ts';
import { useCategories } from './use-categories.ts';

/** Longer nobody waits for the server: it goes out by itself. */
const WAIT_MS = 6_000;

interface ReportFormProps {
  readonly machineId: string | undefined;
  readonly stop: string | undefined;
  /** One that waits, to be changed. */
  readonly entry: UnsentEntry | undefined;
  readonly onWritten: (ticketId: number | null) => void;
  readonly onWaiting: () => void;
}

function firstForm({ machineId, stop, entry }: ReportFormProps): ReportForm {
  if (entry?.work.kind === 'ticket') return formOf(entry.work.body, entry.work.machineName);
  return {
    machineId,
    machineName: machineId ?? '',
    description: '',
    isDown: stop !== undefined,
    downFromMs: undefined,
    priority: undefined,
    category: undefined,
    stop,
  };
}

export function ReportFormView(props: ReportFormProps) {
  const { entry, onWritten, onWaiting } = props;
  const { t } = useTranslation(['tickets', 'common']);
  const { account } = useSession();
  const notify = useNotify();
  const lackText = useLackText();
  const machines = useMachines();
  const [form, setForm] = useState(() => firstForm(props));
  const [photos, setPhotos] = useState<readonly ChosenPhoto[]>(() =>
    (entry?.photos ?? []).map(({ key, ...photo }) => ({ ...photo, id: key })),
  );
  const [isBusy, setIsBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const change = (changes: Partial<ReportForm>) => setForm((known) => ({ ...known, ...changes }));
  const body = bodyOf(form);

  async function send(next: UnsentEntry): Promise<void> {
    const lack = lackText(await putUnsent(next));
    if (lack !== undefined) return setRefusal(lack);
    const outcome = await outcomeOf(next, WAIT_MS);
    if (outcome.is === 'written') {
      notify(t('new.reported', { ticket: outcome.ticketId === null ? '' : `#${outcome.ticketId}` }));
      return onWritten(outcome.ticketId);
    }
    if (outcome.is === 'waiting') {
      notify(t('new.waiting'));
      return onWaiting();
    }
    // an entry that waited before stays one: it may be left as it is
    if (entry === undefined) await dropUnsent(next.id);
    setRefusal(outcome.text);
  }

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (body === undefined) return setRefusal(t('new.incomplete'));
    setRefusal(undefined);
    setIsBusy(true);
    const machineName = machines.data?.find(({ id }) => id === form.machineId)?.name ?? form.machineName;
    const work: Work = { kind: 'ticket', body, machineName };
    const made = newEntry(
      account.id,
      work,
      null,
      photos.map(({ name, file, caption }) => ({ name, file, caption })),
    );
    try {
      await send(entry === undefined ? made : rewritten(entry, made, newIdempotencyKey()));
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
      <MachineField
        machineId={form.machineId}
        onChoose={(machineId, machineName) => change({ machineId, machineName })}
      />
      <TextArea
        label={t('field.description')}
        placeholder={t('new.descriptionHint')}
        required
        rows={3}
        maxLength={4_000}
        value={form.description}
        onChange={({ target }) => change({ description: target.value })}
      />
      <DownChoice form={form} onChange={change} />
      <div>
        <PhotoButtons onChosen={(more) => setPhotos((known) => [...known, ...more])} />
        <ChosenPhotos photos={photos} onChange={setPhotos} />
      </div>
      <MoreFields form={form} onChange={change} />
      <Refusal error={refusal} />
      <Button type="submit" kind="primary" size="glove" isBusy={isBusy}>
        {isBusy ? t('new.sending') : t('new.send')}
      </Button>
    </form>
  );
}

interface PartProps {
  readonly form: ReportForm;
  readonly onChange: (changes: Partial<ReportForm>) => void;
}

function DownChoice({ form, onChange }: PartProps) {
  const { t } = useTranslation('tickets');
  const { timezone } = useFactory();
  const choice = (isOn: boolean) => `flex-1 ${isOn ? 'border-2 border-accent bg-sunken font-semibold' : ''}`;
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t('new.isDown')}</legend>
      <div className="flex gap-2">
        <Button
          aria-pressed={!form.isDown}
          className={choice(!form.isDown)}
          icon={<Play className="size-5" aria-hidden />}
          onClick={() => onChange({ isDown: false, downFromMs: undefined })}
        >
          {t('new.runs')}
        </Button>
        <Button
          aria-pressed={form.isDown}
          className={choice(form.isDown)}
          icon={<OctagonAlert className="size-5 text-danger" aria-hidden />}
          onClick={() => onChange({ isDown: true })}
        >
          {t('new.stands')}
        </Button>
      </div>
      {form.isDown && (
        <TextField
          className="mt-3"
          type="datetime-local"
          label={t('new.since')}
          hint={t(form.stop === undefined ? 'new.sinceHint' : 'new.sinceStopHint')}
          value={form.downFromMs === undefined ? '' : clockText(form.downFromMs, timezone)}
          onChange={({ target }) => onChange({ downFromMs: instantOfClock(target.value, timezone) })}
        />
      )}
    </fieldset>
  );
}

function MoreFields({ form, onChange }: PartProps) {
  const { t } = useTranslation(['tickets', 'common']);
  const { categories, usual } = useCategories();
  return (
    <details className="rounded-lg border border-line px-3">
      <summary className="flex min-h-11 items-center font-medium">{t('new.more')}</summary>
      <div className="grid gap-4 pt-1 pb-4 sm:grid-cols-2">
        <SelectField
          label={t('field.priority')}
          value={form.priority ?? ''}
          onChange={({ target }) => onChange({ priority: (target.value || undefined) as Priority | undefined })}
        >
          <option value="">{t('new.usual', { what: t('common:priority.Medium') })}</option>
          {priorities.map((priority) => (
            <option key={priority} value={priority}>
              {t(`common:priority.${priority}`)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t('field.category')}
          value={form.category ?? ''}
          onChange={({ target }) => onChange({ category: target.value || undefined })}
        >
          <option value="">{t('new.usual', { what: usual ?? '' })}</option>
          {categories.map((category) => (
            <option key={category}>{category}</option>
          ))}
        </SelectField>
      </div>
    </details>
  );
}
