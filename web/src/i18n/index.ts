/**
 * Texts of the screens, in catalogues by language and room.
 *
 * English is complete. The texts of the door and the floor are in the first load; a room's come when it is first opened,
 * and those of another language when it is chosen. Keys are checked by the compiler, and so is that every other language
 * has each of them.
 */
import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { account } from './en/account.ts';
import { common } from './en/common.ts';
import { floor } from './en/floor.ts';
import type { en } from './en/index.ts';
import { fetchPersistently } from './persistent.ts';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

const CHOICE = 'milldash.language';
/** Of the door and the floor. */
const firstTexts = ['common', 'account', 'floor'] as const;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof en;
  }
}

/** `en/tickets.ts` exports `tickets`. */
type TextsModule = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
const catalogues = import.meta.glob<TextsModule>(['./en/*.ts', './de/*.ts', '!./*/index.ts']);

const fetchedTexts: BackendModule = {
  type: 'backend',
  callbackApi: true,
  init: () => undefined,
  read(language, namespace, done) {
    const fetchTexts = catalogues[`./${language}/${namespace}.ts`];
    if (fetchTexts === undefined) return done(null, {});
    const take = (module: TextsModule) => done(null, module[namespace] ?? {});
    const fail = (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), false);
    if (isStarted) {
      fetchPersistently(fetchTexts).then(take, fail);
      return;
    }
    inTime(fetchTexts()).then(take, (error: unknown) => {
      fail(error);
      void addOnceThere(language, namespace, fetchTexts);
    });
  },
};

/** Until then nothing is shown: what cannot be fetched is English, and comes later. */
let isStarted = false;

/** So long a network that swallows everything keeps the page away. */
const FIRST_WITHIN_MS = 5_000;

function inTime<Texts>(coming: Promise<Texts>): Promise<Texts> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('The texts have not come.')), FIRST_WITHIN_MS);
  });
  return Promise.race([coming, late]);
}

async function addOnceThere(
  language: string,
  namespace: string,
  fetchTexts: () => Promise<TextsModule>,
): Promise<void> {
  const module = await fetchPersistently(fetchTexts).catch(() => undefined);
  if (module === undefined) return;
  i18next.addResourceBundle(language, namespace, module[namespace]);
  sayLanguage();
}

/** For who has the page read out: English until the texts of another language are there. */
function sayLanguage(): void {
  const { language } = i18next;
  const areThere = firstTexts.every((namespace) => i18next.hasResourceBundle(language, namespace));
  document.documentElement.lang = areThere ? language : 'en';
}

function isLanguage(name: string | null | undefined): name is Language {
  return name != null && Object.hasOwn(languages, name);
}

/** What was chosen on this device, else the first language of the browser that there is. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(CHOICE);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

/** Done when the texts of the first page are there. */
export async function startTexts(): Promise<void> {
  const language = preferredLanguage();
  await i18next
    .use(fetchedTexts)
    .use(initReactI18next)
    .init({
      resources: { en: { common, account, floor } },
      partialBundledLanguages: true,
      // the server's English sentences need no others
      ns: [...firstTexts, ...(language === 'en' ? [] : (['problems'] as const))],
      defaultNS: 'common',
      lng: language,
      fallbackLng: 'en',
      // React escapes
      interpolation: { escapeValue: false },
      react: { bindI18nStore: 'added' },
    });
  isStarted = true;
  sayLanguage();
}

/** Kept on this device: a tablet at a machine speaks one language, whoever signs in. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(CHOICE, language);
  await i18next.loadNamespaces('problems');
  await i18next.changeLanguage(language);
  sayLanguage();
}
