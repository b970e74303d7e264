/** Colours of the present theme for the canvas, and when they change. */
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

/** @returns what ends it */
export function watchTheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
