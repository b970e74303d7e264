import { useTranslation } from 'react-i18next';
import { SelectField, TextArea, TextField } from '../../../ui/field.tsx';
import type { SettingKind } from './setting-kind.ts';

interface SettingInputProps {
  readonly label: string;
  readonly kind: SettingKind;
  readonly typed: string;
  readonly isDisabled: boolean;
  readonly onType: (text: string) => void;
}

/** The field that fits what a setting may be. */
export function SettingInput({ label, kind, typed, isDisabled, onType }: SettingInputProps) {
  const { t } = useTranslation('administration');
  const bound = {
    label,
    value: typed,
    disabled: isDisabled,
    onChange: ({ target }: { target: { value: string } }) => onType(target.value),
  };
  switch (kind.kind) {
    case 'switch':
      return (
        <SelectField {...bound}>
          <option value="true">{t('yes')}</option>
          <option value="false">{t('no')}</option>
        </SelectField>
      );
    case 'choice':
      return (
        <SelectField {...bound}>
          {kind.options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </SelectField>
      );
    case 'number':
      return (
        <TextField
          {...bound}
          inputMode={kind.isWhole ? 'numeric' : 'decimal'}
          hint={
            kind.minimum !== undefined && kind.maximum !== undefined
              ? t('settings.between', { from: kind.minimum, to: kind.maximum })
              : undefined
          }
        />
      );
    case 'numbers':
      return <Numbers names={kind.names} typed={typed} isDisabled={isDisabled} unit={label} onType={onType} />;
    case 'lines':
      return <TextArea {...bound} label={t('settings.lines')} rows={Math.min(8, typed.split('\n').length + 1)} />;
    case 'json':
      return <TextArea {...bound} label="JSON" spellCheck={false} className="font-mono text-sm" rows={6} />;
    default:
      return <TextField {...bound} autoComplete="off" />;
  }
}

function Numbers({
  names,
  typed,
  unit,
  isDisabled,
  onType,
}: {
  readonly names: readonly string[];
  readonly typed: string;
  readonly unit: string;
  readonly isDisabled: boolean;
  readonly onType: (text: string) => void;
}) {
  const numbers = JSON.parse(typed) as Readonly<Record<string, number>>;
  return (
    <div className="grid grid-cols-2 gap-2">
      {names.map((name) => (
        <TextField
          key={name}
          label={`${name} (${unit})`}
          type="number"
          step="any"
          disabled={isDisabled}
          value={numbers[name] ?? ''}
          onChange={({ target }) => onType(JSON.stringify({ ...numbers, [name]: target.valueAsNumber }, null, 2))}
        />
      ))}
    </div>
  );
}
