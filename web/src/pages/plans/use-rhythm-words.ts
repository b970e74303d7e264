import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import type { Plan } from './plan.ts';
import { type Rhythm, rhythmOf } from './rhythm.ts';

type Scheduled = Pick<Plan, 'trigger' | 'rule' | 'every'>;

/** When a plan is due, in words: `Every 3 months on the 15th`, `Every 250 run hours`. */
export function useRhythmWords(): (plan: Scheduled) => string {
  const { t } = useTranslation('plans');
  const format = useFormat();
  return useMemo(() => {
    const list = new Intl.ListFormat(format.locale, { type: 'conjunction' });
    return ({ trigger, rule, every }) => {
      if (trigger !== 'calendar') return t(`rhythm.meter.${trigger}`, { every: format.number(every) });
      const rhythm = rule === null ? undefined : rhythmOf(rule);
      if (rhythm === undefined) return t('rhythm.other', { rule: rule ?? '' });
      const base = calendarWords(rhythm, t, list);
      const { until } = rhythm;
      return until === '' ? base : t('rhythm.until', { base, date: format.calendarDate(until) });
    };
  }, [t, format]);
}

function calendarWords(
  { unit, every, weekdays, monthDay }: Rhythm,
  t: TFunction<'plans'>,
  list: Intl.ListFormat,
): string {
  const base = every === 1 ? t(`rhythm.one.${unit}`) : t(`rhythm.several.${unit}`, { count: every });
  if (unit === 'WEEKLY' && weekdays.length > 0) {
    return t('rhythm.onDays', { base, days: list.format(weekdays.map((day) => t(`weekday.${day}`))) });
  }
  if (unit !== 'MONTHLY' || monthDay.kind === 'same') return base;
  if (monthDay.kind === 'date') return t('rhythm.onDate', { base, date: monthDay.date });
  return t('rhythm.onWeekday', {
    base,
    position: t(`position.${monthDay.position}`),
    day: t(`weekday.${monthDay.weekday}`),
  });
}
