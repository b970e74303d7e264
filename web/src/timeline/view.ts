/** The part of time that is looked at: moved, widened and narrowed, within what can be looked at. */
export interface View {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What somebody asks to look at: so much time, up to an instant; without one, up to now and along with it. */
export interface Sight {
  readonly spanMs: number;
  readonly untilMs?: number | undefined;
}

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
export const SPAN_MIN_MS = 2 * MINUTE_MS;
export const SPAN_MAX_MS = 400 * DAY_MS;
/** So much of the width may be beyond now, so that what happens now does not stick to the edge. */
const BEYOND = 0.04;

export function spanOf({ fromMs, toMs }: View): number {
  return toMs - fromMs;
}

/** The nearest view that is allowed: not too narrow, not too wide, and not all in the future. */
export function boundView(view: View, nowMs: number): View {
  const spanMs = Math.min(Math.max(spanOf(view), SPAN_MIN_MS), SPAN_MAX_MS);
  const middleMs = (view.fromMs + view.toMs) / 2;
  const fromMs = spanMs === spanOf(view) ? view.fromMs : middleMs - spanMs / 2;
  const lastMs = nowMs + spanMs * BEYOND;
  return fromMs + spanMs > lastMs ? { fromMs: lastMs - spanMs, toMs: lastMs } : { fromMs, toMs: fromMs + spanMs };
}

export function moved(view: View, byMs: number): View {
  return { fromMs: view.fromMs + byMs, toMs: view.toMs + byMs };
}

/** @param factor below 1 narrows it @param aroundMs the instant that stays where it is on the screen */
export function zoomed(view: View, factor: number, aroundMs: number): View {
  const spanMs = Math.min(Math.max(spanOf(view) * factor, SPAN_MIN_MS), SPAN_MAX_MS);
  const share = (aroundMs - view.fromMs) / spanOf(view);
  const fromMs = aroundMs - share * spanMs;
  return { fromMs, toMs: fromMs + spanMs };
}

/** The view of `spanMs` that ends now. */
export function latest(spanMs: number, nowMs: number): View {
  return boundView({ fromMs: nowMs, toMs: nowMs + spanMs }, nowMs);
}

export function viewOf({ spanMs, untilMs }: Sight, nowMs: number): View {
  return untilMs === undefined ? latest(spanMs, nowMs) : { fromMs: untilMs - spanMs, toMs: untilMs };
}

/** Whether a view is what was asked for; a second is as near as an address says it. */
export function isSeenIn(view: View, { spanMs, untilMs }: Sight, nowMs: number): boolean {
  if (Math.abs(spanOf(view) - spanMs) >= 1_000) return false;
  return untilMs === undefined ? followsNow(view, nowMs) : Math.abs(view.toMs - untilMs) < 1_000;
}

/** Whether what happens now is looked at, so that the view goes along with the time. */
export function followsNow(view: View, nowMs: number): boolean {
  return view.toMs >= nowMs;
}

/** Moves the view as little as needed, so that the period lies in it with some room beside it. */
export function shown(view: View, startMs: number, endMs: number): View {
  const room = spanOf(view) * 0.05;
  if (endMs - startMs > spanOf(view) - 2 * room) {
    if (startMs < view.toMs - room && endMs > view.fromMs + room) return view;
    return moved(view, startMs - room - view.fromMs);
  }
  if (startMs - room < view.fromMs) return moved(view, startMs - room - view.fromMs);
  if (endMs + room > view.toMs) return moved(view, endMs + room - view.toMs);
  return view;
}
