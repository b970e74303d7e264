import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckField, TextField } from '../../ui/field.tsx';

export interface Option {
  readonly value: string;
  readonly name: string;
}

/** More than these are searched through. */
const SEARCHED_FROM = 12;

interface ChoiceListProps {
  readonly label: string;
  readonly options: readonly Option[];
  /** Values; what is chosen and no longer among the options stays and can be taken out. */
  readonly chosen: readonly string[];
  readonly onChange: (chosen: string[]) => void;
}

/** Several of a list, by ticks: what is chosen stands first. */
export function ChoiceList({ label, options, chosen, onChange }: ChoiceListProps) {
  const { t } = useTranslation('manage');
  const [text, setText] = useState('');
  // in the order of the opening: a list that jumps at each tick cannot be hit
  const [first] = useState(() => new Set(chosen));
  const known = new Set(options.map(({ value }) => value));
  const all = [...chosen.filter((value) => !known.has(value)).map((value) => ({ value, name: value })), ...options];
  const shown = all
    .filter(({ name }) => name.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase()))
    .toSorted((a, b) => Number(first.has(b.value)) - Number(first.has(a.value)));
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">
        {label} <span className="font-normal text-quiet">{t('chosen', { count: chosen.length })}</span>
      </legend>
      {options.length > SEARCHED_FROM && (
        <TextField
          label={t('searchIn', { label })}
          type="search"
          autoComplete="off"
          className="mb-1"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      )}
      <div className="max-h-48 overflow-y-auto rounded-lg border border-line px-3">
        {shown.map(({ value, name }) => (
          <CheckField key={value} label={name} checked={chosen.includes(value)} onChange={() => toggle(value)} />
        ))}
      </div>
    </fieldset>
  );
}
