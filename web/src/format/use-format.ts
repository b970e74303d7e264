import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFactory } from '../session/factory.ts';
import { type Format, makeFormat } from './format.ts';

/** The language chosen on this device, with the browser's country for it (`en-GB`), and the factory's zone. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const { timezone } = useFactory();
  // also while its texts are on their way: a number that stands in a form would become another one
  const language = i18n.language;
  return useMemo(() => {
    const locale = navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
    return makeFormat(locale, timezone);
  }, [language, timezone]);
}
