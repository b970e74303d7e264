import { useEffect, useEffectEvent } from 'react';
import { type Shortcut, shortcutOf } from './shortcuts.ts';

const FIELDS = 'input:not([type="checkbox"]), textarea, select, [contenteditable], [role="menu"]';

/** Calls `act` for the keys of the list while no dialog is open and nothing is being typed. */
export function useShortcuts(act: (shortcut: Shortcut) => void): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const isTyping =
      (event.target instanceof Element && event.target.closest(FIELDS) !== null) ||
      document.querySelector('[role="dialog"]') !== null;
    const shortcut = shortcutOf(event, isTyping);
    if (shortcut === undefined) return;
    // an arrow would scroll as well, and a slash would be typed into the field that it leads to
    event.preventDefault();
    act(shortcut);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
