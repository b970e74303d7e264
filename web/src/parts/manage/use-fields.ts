import { type ChangeEvent, useState } from 'react';
import { changesOf, typedOver } from './edited.ts';

type NamesOf<Form, Kind> = { [Name in keyof Form]: Form[Name] extends Kind ? Name : never }[keyof Form];
type Target = ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>;

/** The fields of a form. @param stored what they hold at first; read once */
export function useFields<Form extends Readonly<Record<string, unknown>>>(stored: Form) {
  const [before, setBefore] = useState(stored);
  const [values, setValues] = useState(stored);
  const set = (patch: Partial<Form>) => setValues((old) => ({ ...old, ...patch }));
  return {
    values,
    set,
    /** What holds something else than was stored. */
    changes: changesOf(before, values),
    /** Keeps what was typed, over what is stored now. */
    rebase(latest: Form) {
      setValues((typed) => typedOver(before, typed, latest));
      setBefore(latest);
    },
    text: (name: NamesOf<Form, string> & string) => ({
      value: values[name] as string,
      onChange: ({ target }: Target) => set({ [name]: target.value } as Partial<Form>),
    }),
    tick: (name: NamesOf<Form, boolean> & string) => ({
      checked: values[name] as boolean,
      onChange: ({ target }: ChangeEvent<HTMLInputElement>) => set({ [name]: target.checked } as Partial<Form>),
    }),
  };
}

/** The version that a form began with, and whether there is a later one. */
export function useVersion(latest: number) {
  const [version, setVersion] = useState(latest);
  return { version, isOutdated: latest !== version, take: () => setVersion(latest) };
}
