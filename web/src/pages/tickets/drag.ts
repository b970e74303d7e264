/** When a press on a card becomes a drag, and what a drag near the edge scrolls. Pure; the listeners are elsewhere. */

/** A mouse drags as soon as it has moved so far; a finger that moves so far before its time has come scrolls. */
export const SLOP_PX = 8;
/** So long a finger rests on a card before it takes it along. */
export const HOLD_MS = 280;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Press = 'waits' | 'drags' | 'scrolls';

/** What a press has become. @param heldMs since it began */
export function pressOf(kind: string, from: Point, to: Point, heldMs: number): Press {
  const hasMoved = Math.hypot(to.x - from.x, to.y - from.y) > SLOP_PX;
  if (kind === 'mouse') return hasMoved ? 'drags' : 'waits';
  if (heldMs >= HOLD_MS) return 'drags';
  return hasMoved ? 'scrolls' : 'waits';
}

const EDGE_PX = 56;
const STEP_PX = 14;

/** Pixels that the board scrolls by at each step while the pointer is near one of its edges. */
export function scrollStep(x: number, left: number, right: number): number {
  if (x < left + EDGE_PX) return -STEP_PX;
  return x > right - EDGE_PX ? STEP_PX : 0;
}
