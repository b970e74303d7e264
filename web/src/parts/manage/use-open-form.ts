import { useState } from 'react';

interface Opened<Row> {
  readonly row: Row;
  /** Somebody else has removed it. */
  readonly isGone: boolean;
}

/**
 * Whether a form is open, and over which of the rows: one that goes while its form is open stays there, for what is typed
 * must not go with it.
 *
 * @param rows all that there are, not those of a filter; undefined until they are read
 */
export function useOpenForm<Row extends { readonly id: number | string }>(rows: readonly Row[] | undefined) {
  const [open, setOpen] = useState<Row['id'] | 'new'>();
  const [kept, setKept] = useState<Row>();
  const found = rows?.find(({ id }) => id === open);
  if (found !== undefined && found !== kept) setKept(found);
  const row = found ?? (kept?.id === open ? kept : undefined);
  const opened: Opened<Row> | undefined =
    row === undefined ? undefined : { row, isGone: rows !== undefined && found === undefined };
  return {
    isNew: open === 'new',
    opened,
    show: (id: Row['id'] | 'new') => setOpen(id),
    close() {
      setOpen(undefined);
      setKept(undefined);
    },
  };
}
