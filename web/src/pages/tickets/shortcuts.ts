/** The keys of the list, what they mean, and who may do it. */
import type { Permission } from '../../api/types.ts';

export type Shortcut = 'next' | 'previous' | 'tick' | 'search' | 'new' | 'help';

const shortcutsByKey: Readonly<Record<string, Shortcut>> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  x: 'tick',
  '/': 'search',
  n: 'new',
  '?': 'help',
};

const needs: Readonly<Partial<Record<string, Permission>>> = { tick: 'tickets:work', new: 'tickets:report' };

/** Whether somebody may do what a key of the list does. */
export function mayDo(does: Shortcut | 'open', can: (permission: Permission) => boolean): boolean {
  const permission = needs[does];
  return permission === undefined || can(permission);
}

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/**
 * What a key means where nothing is being typed.
 *
 * @param isTyping in a field, or in a dialog or menu that has keys of its own
 */
export function shortcutOf({ key, ctrlKey, metaKey, altKey }: KeyPress, isTyping: boolean): Shortcut | undefined {
  return isTyping || ctrlKey || metaKey || altKey ? undefined : shortcutsByKey[key];
}

/** The row to go to; the first, or the last, where none is at hand. */
export function rowAfter(rows: readonly string[], present: string | undefined, step: 1 | -1): string | undefined {
  const at = present === undefined ? -1 : rows.indexOf(present);
  if (at === -1) return step === 1 ? rows[0] : rows.at(-1);
  return rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
}
