/** The marks of the axis with their texts, worked out anew only when the view has left what is known. */
import { aboveStep, marksOf, type Step, stepFor } from './axis.ts';
import { spanOf, type View } from './view.ts';

export interface Mark {
  readonly atMs: number;
  readonly text: string;
}

export interface Axis {
  readonly marks: readonly Mark[];
  /** Names of the days, months or years that the marks lie in. */
  readonly above: readonly Mark[];
}

/** Least distance of two marks, CSS pixels: as wide as `00:00` with room beside it. */
const MARK_PX = 64;

type Texts = Readonly<Record<'time' | 'day' | 'month' | 'wholeDay' | 'wholeMonth' | 'year', (atMs: number) => string>>;

function makeTexts(locale: string, zone: string): Texts {
  const of = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: 'h23', ...options });
    return (atMs: number) => formatter.format(atMs);
  };
  return {
    time: of({ hour: '2-digit', minute: '2-digit' }),
    day: of({ day: 'numeric', month: 'short' }),
    month: of({ month: 'short' }),
    wholeDay: of({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
    wholeMonth: of({ month: 'long', year: 'numeric' }),
    year: of({ year: 'numeric' }),
  };
}

export function createAxis(locale: string, zone: string): (view: View, widthPx: number) => Axis {
  const texts = makeTexts(locale, zone);
  let known: (Axis & View & { readonly step: Step }) | undefined;

  function textOf({ unit }: Step): (atMs: number) => string {
    if (unit === 'minute') return texts.time;
    return unit === 'month' ? texts.month : texts.day;
  }

  function aboveTextOf({ unit }: Step): (atMs: number) => string {
    if (unit === 'minute') return texts.wholeDay;
    return unit === 'month' ? texts.year : texts.wholeMonth;
  }

  return (view, widthPx) => {
    const step = stepFor((spanOf(view) / widthPx) * MARK_PX);
    if (known?.step === step && known.fromMs <= view.fromMs && known.toMs >= view.toMs) return known;
    // as much again on both sides: while it is dragged nothing is worked out
    const fromMs = view.fromMs - spanOf(view);
    const toMs = view.toMs + spanOf(view);
    const named = (of: Step, text: (atMs: number) => string) =>
      marksOf(of, fromMs, toMs, zone).map((atMs) => ({ atMs, text: text(atMs) }));
    known = {
      step,
      fromMs,
      toMs,
      marks: named(step, textOf(step)),
      above: named(aboveStep(step), aboveTextOf(step)),
    };
    return known;
  };
}
