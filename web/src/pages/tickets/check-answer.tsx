/** The way to answer an item, by its kind. What is typed stays until it is sent, whatever is read meanwhile. */
import { Camera, Check as Tick, X } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signedIn, typedNumber } from '../../format/typed-number.ts';
import { useFormat } from '../../format/use-format.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import type { Check, Finding } from './details.types.ts';

interface CheckAnswerProps {
  readonly check: Check;
  readonly isBusy: boolean;
  readonly onAnswer: (finding: Finding) => void;
}

export function CheckAnswer(props: CheckAnswerProps) {
  const { kind } = props.check;
  if (kind === 'check') return <YesOrNo {...props} />;
  return kind === 'photo' ? <Photo {...props} /> : <Typed {...props} />;
}

function YesOrNo({ isBusy, onAnswer }: CheckAnswerProps) {
  const { t } = useTranslation('tickets');
  return (
    <div className="flex flex-wrap gap-2">
      <Button isBusy={isBusy} icon={<Tick className="size-5" aria-hidden />} onClick={() => onAnswer({ value: true })}>
        {t('check.passed')}
      </Button>
      <Button isBusy={isBusy} icon={<X className="size-5" aria-hidden />} onClick={() => onAnswer({ value: false })}>
        {t('check.failed')}
      </Button>
    </div>
  );
}

function Typed({ check, isBusy, onAnswer }: CheckAnswerProps) {
  const { t } = useTranslation(['tickets', 'common']);
  const { locale } = useFormat();
  const { value } = check;
  const [text, setText] = useState(typeof value === 'number' ? typedNumber(value, locale) : String(value ?? ''));
  const isNumber = check.kind === 'number';
  const number = signedIn(text, locale);
  const isWrong = isNumber && text.trim() !== '' && number === undefined;
  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!isWrong) onAnswer({ value: isNumber ? (number ?? null) : text.trim() });
  }
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
      {isNumber ? (
        <TextField
          label={check.unit === null ? t('check.value') : t('check.valueIn', { unit: check.unit })}
          hint={<Limits check={check} />}
          error={isWrong ? t('check.noNumber') : undefined}
          inputMode="decimal"
          required
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      ) : (
        <TextArea
          className="w-full"
          label={t('check.text')}
          required
          rows={2}
          maxLength={4_000}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      )}
      <Button type="submit" isBusy={isBusy} disabled={text.trim() === ''}>
        {t('common:action.save')}
      </Button>
    </form>
  );
}

function Limits({ check: { minimum, maximum } }: { readonly check: Check }) {
  const { t } = useTranslation('tickets');
  const { exact } = useFormat();
  const limits = { minimum: exact(minimum), maximum: exact(maximum) };
  if (minimum !== null && maximum !== null) return <>{t('check.between', limits)}</>;
  if (minimum !== null) return <>{t('check.atLeast', limits)}</>;
  return maximum === null ? null : <>{t('check.atMost', limits)}</>;
}

function Photo({ check, isBusy, onAnswer }: CheckAnswerProps) {
  const { t } = useTranslation('tickets');
  return (
    <label className={`${buttonClass()} cursor-pointer self-start focus-within:outline-3 focus-within:outline-accent`}>
      <Camera className="size-5" aria-hidden />
      {t('photos.take')}
      <input
        type="file"
        accept="image/*"
        capture="environment"
        disabled={isBusy}
        aria-label={`${t('photos.take')}: ${check.instruction}`}
        className="sr-only"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          target.value = '';
          if (file !== undefined) onAnswer(file);
        }}
      />
    </label>
  );
}
