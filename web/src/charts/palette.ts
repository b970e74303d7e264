/** Colours of the present theme, for what is drawn on a canvas. */
import type { Colour } from './plots.ts';

type Ground = 'surface' | 'sunken' | 'line';

export interface Palette {
  readonly font: string;
  of(colour: Colour | Ground): string;
}

/** As the style sheet has them now: read anew for each drawing, since the theme may have changed. */
export function presentPalette(): Palette {
  const styles = getComputedStyle(document.documentElement);
  return {
    font: styles.fontFamily,
    of: (colour) => styles.getPropertyValue(`--${colour}`).trim(),
  };
}

/** For series that say no colour, in this order: neighbours differ in lightness too. */
const inTurn: readonly Colour[] = ['accent', 'down-planned', 'idle', 'no-data', 'down-unplanned', 'offline'];

export function colourInTurn(at: number): Colour {
  return inTurn[at % inTurn.length] ?? 'accent';
}
