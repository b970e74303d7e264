/** Colours of the present theme for the canvas. */
import { categoryColour } from '../ui/categories.ts';
import { kinds } from './lane.ts';

export interface Palette {
  /** By the index of the kind. */
  readonly kinds: readonly string[];
  readonly ground: string;
  readonly sunken: string;
  readonly line: string;
  readonly ink: string;
  readonly quiet: string;
  readonly accent: string;
  readonly font: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    kinds: kinds.map(categoryColour),
    ground: of('surface'),
    sunken: of('sunken'),
    line: of('line'),
    ink: of('ink'),
    quiet: of('quiet'),
    accent: of('accent'),
    font: style.fontFamily,
  };
}
