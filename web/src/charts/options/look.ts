/** What a drawing needs to know beside its plot, and what all drawings have in common. */
import type { Format } from '../../format/format.ts';
import type { Palette } from '../palette.ts';
import type { Unit, Value } from '../plots.ts';
import { type Scale, scaleOf, textOfValue } from '../units.ts';

export interface Look {
  readonly palette: Palette;
  readonly format: Format;
  /** What the line of a Pareto plot is called. */
  readonly cumulative: string;
  /** Of the plot, in pixels. */
  readonly width: number;
}

/** Text on a canvas does not grow with the page's, so it is no smaller than what is readable on a phone. */
const FONT_SIZE = 12;
const LINE_HEIGHT = 15;
/** In characters: as long as days and hours are in every language. */
const SHORT_NAME = 16;

export function greatestOf(rows: readonly (readonly Value[])[]): number {
  return rows.flat().reduce<number>((greatest, value) => Math.max(greatest, Math.abs(value ?? 0)), 0);
}

export function baseOption({ palette }: Look) {
  return {
    // figures that are read again by themselves must not grow from nothing each time; motion makes some people ill
    animation: false,
    textStyle: { fontFamily: palette.font, fontSize: FONT_SIZE, color: palette.of('ink') },
    grid: { left: 8, right: 16, top: 44, bottom: 8, outerBoundsMode: 'same' as const },
  };
}

/**
 * What is said of a point that is pointed at.
 *
 * Drawn on the canvas: the policy of the page allows no HTML with styles in it.
 */
export function tooltip({ palette }: Look, trigger: 'axis' | 'item') {
  return {
    trigger,
    renderMode: 'richText' as const,
    confine: true,
    transitionDuration: 0,
    backgroundColor: palette.of('surface'),
    borderColor: palette.of('line'),
    textStyle: { color: palette.of('ink'), fontSize: FONT_SIZE + 1, fontFamily: palette.font },
    axisPointer: { type: 'shadow' as const, shadowStyle: { color: palette.of('line'), opacity: 0.3 } },
  };
}

export function legend({ palette }: Look, names: readonly string[]) {
  return {
    data: [...names],
    type: 'scroll' as const,
    top: 0,
    left: 0,
    itemGap: 12,
    itemWidth: 22,
    textStyle: { color: palette.of('ink'), fontSize: FONT_SIZE + 1 },
    pageIconColor: palette.of('ink'),
    pageIconInactiveColor: palette.of('line'),
    pageTextStyle: { color: palette.of('quiet') },
    inactiveColor: palette.of('line'),
  };
}

/** Names are broken into lines where each has so much room, else they are slanted and cut: the table has them whole. */
const UPRIGHT_MIN_PX = 88;
const SLANTED_PX = 104;
/** Of a plot's width, beside its bars, for the names of lying ones; and beside its axis. */
const LYING_SHARE = 0.3;
const AXES_PX = 72;

export function nameAxis({ palette, width }: Look, names: readonly string[], isLying = false) {
  const room = (width - AXES_PX) / Math.max(1, names.length);
  // short ones, days say, leave some out instead
  const isSlanted = !isLying && room < UPRIGHT_MIN_PX && names.some((name) => name.length > SHORT_NAME);
  return {
    type: 'category' as const,
    data: [...names],
    inverse: isLying,
    axisLine: { lineStyle: { color: palette.of('line') } },
    axisTick: { show: false },
    axisLabel: {
      color: palette.of('quiet'),
      fontSize: FONT_SIZE,
      lineHeight: LINE_HEIGHT,
      hideOverlap: true,
      ...placeOf(isLying, room, width, isSlanted),
    },
  };
}

function placeOf(isLying: boolean, room: number, width: number, isSlanted: boolean) {
  if (isLying) return { width: width * LYING_SHARE, overflow: 'truncate' as const };
  if (isSlanted) return { rotate: 40, width: SLANTED_PX, overflow: 'truncate' as const, interval: 0 };
  return room < UPRIGHT_MIN_PX ? {} : { width: room - 8, overflow: 'break' as const, interval: 0 };
}

/** @returns the axis, and what its values are divided by */
export function valueAxis(look: Look, unit: Unit, greatest: number) {
  const { palette, format } = look;
  const scale = scaleOf(unit, greatest);
  const axis = {
    type: 'value' as const,
    ...(unit.kind === 'count' ? { minInterval: 1 } : {}),
    splitLine: { lineStyle: { color: palette.of('line'), opacity: 0.6 } },
    axisLabel: {
      color: palette.of('quiet'),
      fontSize: FONT_SIZE,
      hideOverlap: true,
      formatter: (value: number) => markText(value, scale, format),
    },
  };
  return { axis, scale };
}

function markText(value: number, { sign }: Scale, format: Format): string {
  const number = format.number(value);
  return sign === '' ? number : `${number} ${sign}`;
}

export function scaled(values: readonly Value[], { divisor }: Scale): Value[] {
  return values.map((value) => (value === null ? null : value / divisor));
}

/** Of a value as it was drawn. */
export function valueText({ format }: Look, unit: Unit, { divisor }: Scale) {
  return (drawn: unknown): string => textOfValue(typeof drawn === 'number' ? drawn * divisor : null, unit, format);
}
