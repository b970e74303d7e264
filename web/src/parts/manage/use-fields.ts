import { type ChangeEvent, useState } from 'react';
import { changesOf, hasChanges, typedOver } from './edited.ts';

type NamesOf<Form, Kind> = { [Name in keyof Form]: Form[Name] extends Kind ? Name : never }[keyof Form];
type Target = ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>;
type Values = Readonly<Record<string, unknown>>;

/** The fields of a form. @param stored what they hold at first; read once */
export function useFields<Form extends Values>(stored: Form) {
  const [before, setBefore] = useState(stored);
  const [values, setValues] = useState(stored);
  const set = (patch: Partial<Form>) => setValues((old) => ({ ...old, ...patch }));
  return {
    before,
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
      name,
      value: values[name] as string,
      onChange: ({ target }: Target) => set({ [name]: target.value } as Partial<Form>),
    }),
    tick: (name: NamesOf<Form, boolean> & string) => ({
      name,
      checked: values[name] as boolean,
      onChange: ({ target }: ChangeEvent<HTMLInputElement>) => set({ [name]: target.checked } as Partial<Form>),
    }),
  };
}

/**
 * The fields of a form over something that others may change while it is open.
 *
 * What they change is taken over at once where it takes nothing from what was typed: nothing was typed, or they changed
 * what is not in the form. Else `takeOver` is there, and it is for the writer to say.
 *
 * @param row as it is stored now; undefined for a new one
 * @param formOf what the fields hold of it
 */
export function useStoredFields<Row extends { readonly version: number }, Form extends Values>(
  row: Row | undefined,
  formOf: (row: Row | undefined) => Form,
) {
  const [first] = useState(() => formOf(row));
  const fields = useFields(first);
  const [version, setVersion] = useState(row?.version ?? 0);
  const isOutdated = row !== undefined && row.version !== version;
  const take = () => {
    if (row === undefined) return;
    fields.rebase(formOf(row));
    setVersion(row.version);
  };
  const takesNothing =
    isOutdated && (!hasChanges(fields.changes) || !hasChanges(changesOf(fields.before, formOf(row))));
  if (takesNothing) take();
  return { ...fields, version, takeOver: isOutdated && !takesNothing ? take : undefined };
}
