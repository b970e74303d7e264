import type { InputHTMLAttributes } from 'react';
import { TextField } from '../../ui/field.tsx';
import { useTyped } from '../use-typed.ts';

interface FilterFieldProps extends Pick<InputHTMLAttributes<HTMLInputElement>, 'type' | 'placeholder' | 'className'> {
  readonly label: string;
  readonly text: string | undefined;
  /** An empty text takes the filter out. */
  readonly onText: (text: string) => void;
}

/** A text that a list is filtered by: typing never waits for the list. */
export function FilterField({ text = '', onText, ...rest }: FilterFieldProps) {
  const { typed, setTyped } = useTyped(text, onText);
  return (
    <TextField
      type="search"
      {...rest}
      autoComplete="off"
      maxLength={100}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
    />
  );
}
