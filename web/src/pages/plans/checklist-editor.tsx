import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../ui/button.tsx';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { type Check, checkKinds, freshCheck, type TypedCheck } from './plan.ts';

interface ChecklistEditorProps {
  readonly checks: readonly TypedCheck[];
  readonly onChange: (checks: readonly TypedCheck[]) => void;
  /** What is wrong with a field of an item. */
  readonly errorOf: (at: number, name: string) => string | undefined;
}

/** What is looked at, in its order: moved by buttons, which a keyboard and a thumb can press. */
export function ChecklistEditor({ checks, onChange, errorOf }: ChecklistEditorProps) {
  const { t } = useTranslation(['plans', 'common']);
  const put = (at: number, check: TypedCheck) => onChange(checks.with(at, check));
  const swap = (at: number, other: number) =>
    onChange(checks.with(at, checks[other] as TypedCheck).with(other, checks[at] as TypedCheck));
  return (
    <fieldset className="sm:col-span-2">
      <legend className="mb-1 text-lg font-semibold">{t('checklist')}</legend>
      <ol className="flex flex-col gap-3">
        {checks.map((check, at) => (
          <li key={check.key} className="rounded-lg border border-line p-3">
            <div className="grid gap-3 sm:grid-cols-[2fr_1fr]">
              <TextField
                label={t('check.instruction', { number: at + 1 })}
                required
                maxLength={500}
                name={`checklist[${at}].instruction`}
                value={check.instruction}
                onChange={({ target }) => put(at, { ...check, instruction: target.value })}
              />
              <SelectField
                label={t('check.kind')}
                value={check.kind}
                onChange={({ target }) => put(at, { ...check, kind: target.value as Check['kind'] })}
              >
                {checkKinds.map((kind) => (
                  <option key={kind} value={kind}>
                    {t(`check.kinds.${kind}`)}
                  </option>
                ))}
              </SelectField>
            </div>
            {check.kind === 'number' && (
              <div className="mt-3 grid grid-cols-2 gap-2 sm:grid-cols-3">
                {(['minimum', 'maximum', 'unit'] as const).map((field) => (
                  <TextField
                    key={field}
                    label={t(`check.${field}`)}
                    inputMode={field === 'unit' ? 'text' : 'decimal'}
                    {...(field === 'unit' ? { maxLength: 20 } : {})}
                    name={`checklist[${at}].${field}`}
                    error={errorOf(at, field)}
                    value={check[field]}
                    onChange={({ target }) => put(at, { ...check, [field]: target.value })}
                  />
                ))}
              </div>
            )}
            <div className="mt-1 flex flex-wrap items-center justify-between gap-2">
              <CheckField
                label={t('check.required')}
                checked={check.required}
                onChange={({ target }) => put(at, { ...check, required: target.checked })}
              />
              <div className="flex">
                <IconButton
                  label={t('check.up', { number: at + 1 })}
                  icon={<ArrowUp className="size-5" aria-hidden />}
                  disabled={at === 0}
                  onClick={() => swap(at, at - 1)}
                />
                <IconButton
                  label={t('check.down', { number: at + 1 })}
                  icon={<ArrowDown className="size-5" aria-hidden />}
                  disabled={at === checks.length - 1}
                  onClick={() => swap(at, at + 1)}
                />
                <IconButton
                  label={t('check.remove', { number: at + 1 })}
                  icon={<Trash2 className="size-5" aria-hidden />}
                  onClick={() => onChange(checks.toSpliced(at, 1))}
                />
              </div>
            </div>
          </li>
        ))}
      </ol>
      <Button
        className="mt-2"
        icon={<Plus className="size-5" aria-hidden />}
        onClick={() => onChange([...checks, freshCheck()])}
      >
        {t('check.add')}
      </Button>
    </fieldset>
  );
}
