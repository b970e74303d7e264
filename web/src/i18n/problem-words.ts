/**
 * What the server refuses, in the language of the screens.
 *
 * The server speaks English, in whole sentences with the names and values that they are about. In another language the
 * sentence of the code stands in its place; where that leaves something out, the server's own stands below it.
 */
import i18next, { type TFunction } from 'i18next';
import type { Mistake } from '../api/problem.ts';

export interface Refused {
  readonly code: string;
  /** The server's sentence. */
  readonly text: string;
  /** All that the server said. */
  readonly members?: Readonly<Record<string, unknown>>;
}

export interface ProblemWords {
  readonly text: string;
  /** The server's sentence, in English, where it says more. */
  readonly english?: string;
}

const SERVER_LANGUAGE = 'en';
const placeholders = /\{\{(\w+)\}\}/g;

export function problemWords(refused: Refused): ProblemWords {
  const { text } = refused;
  if (i18next.language === SERVER_LANGUAGE) return { text };
  const t: TFunction<'problems'> = i18next.getFixedT(null, 'problems');
  const fields = fieldWords(t, refused);
  if (fields !== undefined) return { text: fields };
  const whole = sentenceOf('whole', refused);
  if (whole !== undefined) return { text: whole };
  const partly = sentenceOf('partly', refused);
  return partly === undefined ? { text, english: text } : { text: partly, english: text };
}

/** In one piece, for where there is room for one only. */
export function problemText(refused: Refused): string {
  const { text, english } = problemWords(refused);
  return english === undefined || english === text ? text : `${text} (${english})`;
}

/** Undefined where there is none, or it speaks of what was not said. */
function sentenceOf(group: 'whole' | 'partly', { code, members = {} }: Refused): string | undefined {
  const sentence: unknown = i18next.getResource(i18next.language, 'problems', `${group}.${code}`);
  if (typeof sentence !== 'string') return undefined;
  const isSaid = Array.from(sentence.matchAll(placeholders), ([, name = '']) => name in members).every(Boolean);
  return isSaid ? sentence.replaceAll(placeholders, (_, name: string) => String(members[name])) : undefined;
}

/** What is wrong with one value, to stand at its field. */
export function mistakeText(mistake: Mistake): string {
  const { message = '' } = mistake;
  return i18next.language === SERVER_LANGUAGE ? message : (ruleWords(mistake) ?? message);
}

/** Of values that do not fit: each by the rule that it breaks; undefined where one has none of those. */
function fieldWords(t: TFunction<'problems'>, { code, members }: Refused): string | undefined {
  const mistakes = members?.['errors'];
  if (code !== 'validation-failed' || !Array.isArray(mistakes) || mistakes.length === 0) return undefined;
  const words = (mistakes as readonly Mistake[]).map((mistake) => {
    const rule = ruleWords(mistake);
    return rule === undefined ? undefined : `${(mistake.path ?? '').replace(/^(body|query|path)\./, '')} ${rule}`;
  });
  return words.every((each) => each !== undefined)
    ? `${t('partly.validation-failed')} ${words.join('; ')}.`
    : undefined;
}

function ruleWords({ rule, limit, allowed }: Mistake): string | undefined {
  const values = { count: limit ?? 0, limit, allowed: allowed?.map(String).join(', ') };
  if (rule === undefined || !i18next.exists(`field.${rule}`, { ns: 'problems', ...values })) return undefined;
  return i18next.t(`problems:field.${rule as 'required'}`, values);
}
