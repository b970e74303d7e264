/** What the server describes in English, in the language of the screens. English is the server's own. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

type Words = Readonly<Record<'units' | 'settings' | 'jobs' | 'checks', Readonly<Record<string, string>>>>;

/** Finds what is said of a thing by its name; what has no words stays as the server says it. */
export function useServerWords() {
  // English has no such catalogue: its keys are the server's names, which no compiler knows
  const { i18n } = useTranslation('server' as 'common');
  const words = i18n.getResourceBundle(i18n.language, 'server') as Partial<Words> | undefined;
  return useCallback((kind: keyof Words, name: string, english = name) => words?.[kind]?.[name] ?? english, [words]);
}
