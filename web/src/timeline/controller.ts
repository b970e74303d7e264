/**
 * A timeline on a canvas: holds what is looked at, draws on the next frame after something has changed and never
 * otherwise, and asks the store for what comes into sight.
 *
 * Lives outside of React, which hears of what a page shows elsewhere: the view once it rests, the period that is pointed
 * at, and the one that is chosen.
 */
import { presentMs } from '../format/clock.ts';
import { onThemeChange } from '../ui/theme-change.ts';
import { createAxis } from './axis-labels.ts';
import { AXIS_HEIGHT, type DrawnLane, draw, heightOf, laneBox, type Shift } from './draw.ts';
import { indexOf, type Period } from './lane.ts';
import { type Palette, readPalette } from './palette.ts';
import type { PeriodStore } from './period-store.ts';
import { periodNear, stopBeside } from './stops.ts';
import { boundView, followsNow, latest, moved, shown, spanOf, type View, zoomed } from './view.ts';

export interface Choice {
  readonly machineId: string;
  readonly period: Period;
}

export interface TimelineListener {
  /** The view has not changed for a moment. */
  onRest(view: View): void;
  onPoint(choice: Choice | undefined): void;
  onChoose(choice: Choice | undefined): void;
  /** Something was drawn: what depends on what is known may have changed. */
  onNews(): void;
}

export interface Timeline {
  readonly view: View;
  readonly widthPx: number;
  setLanes(machineIds: readonly string[]): void;
  setShifts(shifts: readonly Shift[]): void;
  setAxisOf(locale: string, zone: string): void;
  /** @param chosenId the period that is outlined, wherever it lies */
  setChosen(chosenId: string | undefined): void;
  setView(view: View): void;
  /** Goes there in some frames, unless motion is not wanted. */
  glideTo(view: View): void;
  moveBy(shareOfWidth: number): void;
  zoomBy(factor: number, atPx?: number): void;
  toLatest(): void;
  /** To where the first period begins. */
  toFirst(): void;
  setFirst(firstMs: number): void;
  instantAt(px: number): number;
  /** Tells of the period under a point. */
  pointAt(px: number, py: number): void;
  pointNowhere(): void;
  choose(px: number, py: number): void;
  /** The stop after the chosen one, or before it, of the lane that it is in. */
  chooseBeside(direction: 1 | -1): void;
  /** The lane below the present one, or above it. */
  changeLane(direction: 1 | -1): void;
  stop(): void;
}

const REST_MS = 300;
const GLIDE_MS = 160;
/** As much beside the view as it is wide is read before it is looked at. */
const MARGIN = 0.5;
const REACH_PX = 5;

export function createTimeline(canvas: HTMLCanvasElement, store: PeriodStore, listener: TimelineListener): Timeline {
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('This browser cannot draw on a canvas.');
  const brush = context;
  const lessMotion = matchMedia('(prefers-reduced-motion: reduce)');
  let view: View = latest(86_400_000, presentMs());
  let machineIds: readonly string[] = [];
  let shifts: readonly Shift[] = [];
  let axisOf = createAxis('en', 'UTC');
  let palette: Palette = readPalette();
  let widthPx = canvas.clientWidth;
  let chosenId: string | undefined;
  let pointedId: string | undefined;
  let presentLane = 0;
  let frame: number | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let glide: { readonly from: View; readonly to: View; readonly sinceMs: number } | undefined;
  let drawnAtMs = 0;
  let firstMs: number | undefined;

  function invalidate(): void {
    frame ??= requestAnimationFrame(onFrame);
  }

  function onFrame(timeMs: number): void {
    frame = undefined;
    const nowMs = presentMs();
    if (glide !== undefined) stepGlide(timeMs, nowMs);
    fitCanvas();
    if (widthPx === 0) return;
    const lanes = machineIds.map((id) => laneNow(id, nowMs));
    draw(brush, {
      view,
      nowMs,
      widthPx,
      density: devicePixelRatio,
      lanes,
      axis: axisOf(view, widthPx),
      shifts,
      palette,
    });
    drawnAtMs = nowMs;
    // for who measures or tests: whether all that is in view has been read
    canvas.dataset['timeline'] = lanes.every(({ gaps }) => gaps.length === 0) ? 'read' : 'reading';
  }

  function laneNow(machineId: string, nowMs: number): DrawnLane {
    const lane = store.laneOf(machineId);
    const placeOf = (id: string | undefined) => (id === undefined ? -1 : indexOf(lane, id));
    const gaps = store.unseen(machineId, { fromMs: view.fromMs, toMs: Math.min(view.toMs, nowMs) });
    return { lane, gaps, selected: placeOf(chosenId), pointedAt: placeOf(pointedId) };
  }

  function stepGlide(timeMs: number, nowMs: number): void {
    if (glide === undefined) return;
    const { from, to, sinceMs } = glide;
    const share = Math.min(1, Math.max(0, (timeMs - sinceMs) / GLIDE_MS));
    const eased = 1 - (1 - share) ** 3;
    const between = (a: number, b: number) => a + (b - a) * eased;
    view = boundView({ fromMs: between(from.fromMs, to.fromMs), toMs: between(from.toMs, to.toMs) }, nowMs);
    if (share === 1) {
      glide = undefined;
      seen();
    } else {
      invalidate();
    }
  }

  function fitCanvas(): void {
    const height = heightOf(machineIds.length);
    const [wide, high] = [Math.round(widthPx * devicePixelRatio), Math.round(height * devicePixelRatio)];
    if (canvas.width === wide && canvas.height === high) return;
    canvas.width = wide;
    canvas.height = high;
    canvas.style.height = `${height}px`;
  }

  /** The view is another one: what it needs is read, and who wants to know is told once it rests. */
  function seen(): void {
    invalidate();
    want();
    clearTimeout(resting);
    resting = setTimeout(() => listener.onRest(view), REST_MS);
  }

  function want(): void {
    const margin = spanOf(view) * MARGIN;
    store.want(machineIds, { fromMs: view.fromMs - margin, toMs: Math.min(view.toMs + margin, presentMs()) });
  }

  function laneAt(py: number): number {
    if (py < AXIS_HEIGHT) return -1;
    return machineIds.findIndex((_, at) => {
      const { nameTop, top, height } = laneBox(at, machineIds.length);
      return py >= nameTop && py <= top + height;
    });
  }

  function choiceAt(px: number, py: number): Choice | undefined {
    const machineId = machineIds[laneAt(py)];
    if (machineId === undefined) return undefined;
    const lane = store.laneOf(machineId);
    const atMs = timeline.instantAt(px);
    if (atMs > presentMs()) return undefined;
    const period = lane.periods[periodNear(lane, atMs, (REACH_PX * spanOf(view)) / widthPx)];
    return period === undefined ? undefined : { machineId, period };
  }

  function chose(choice: Choice | undefined): void {
    chosenId = choice?.period.id;
    if (choice !== undefined) presentLane = Math.max(0, machineIds.indexOf(choice.machineId));
    invalidate();
    listener.onChoose(choice);
  }

  const stopSizing = watchSize(canvas, (width) => {
    widthPx = width;
    invalidate();
  });
  const stopTheme = onThemeChange(() => {
    palette = readPalette();
    invalidate();
  });
  const stopStore = store.subscribe(() => {
    invalidate();
    listener.onNews();
  });
  const ticking = setInterval(() => {
    const nowMs = presentMs();
    if (glide !== undefined || document.hidden || !followsNow(view, drawnAtMs)) return;
    // what moves by less than a pixel is not drawn again
    if (nowMs - drawnAtMs < spanOf(view) / widthPx) return;
    view = moved(view, nowMs - drawnAtMs);
    want();
    invalidate();
  }, 1_000);

  const timeline: Timeline = {
    get view() {
      return view;
    },
    get widthPx() {
      return widthPx;
    },
    setLanes(ids) {
      machineIds = ids;
      presentLane = Math.min(presentLane, Math.max(0, ids.length - 1));
      want();
      invalidate();
    },
    setShifts(next) {
      shifts = next;
      invalidate();
    },
    setAxisOf(locale, zone) {
      axisOf = createAxis(locale, zone);
      invalidate();
    },
    setChosen(id) {
      chosenId = id;
      invalidate();
    },
    setView(next) {
      glide = undefined;
      view = boundView(next, presentMs());
      seen();
    },
    glideTo(next) {
      const to = boundView(next, presentMs());
      if (lessMotion.matches) return timeline.setView(to);
      // on its way a view does not rest, whatever it did before
      clearTimeout(resting);
      glide = { from: view, to, sinceMs: performance.now() };
      return invalidate();
    },
    moveBy: (share) => timeline.glideTo(moved(glide?.to ?? view, spanOf(view) * share)),
    zoomBy: (factor, atPx = widthPx / 2) =>
      timeline.glideTo(zoomed(glide?.to ?? view, factor, timeline.instantAt(atPx))),
    toLatest: () => timeline.glideTo(latest(spanOf(view), presentMs())),
    toFirst() {
      if (firstMs !== undefined) timeline.glideTo({ fromMs: firstMs, toMs: firstMs + spanOf(view) });
    },
    setFirst(ms) {
      firstMs = ms;
    },
    instantAt: (px) => view.fromMs + (px / widthPx) * spanOf(view),
    pointAt(px, py) {
      const choice = choiceAt(px, py);
      if (choice?.period.id === pointedId) return;
      pointedId = choice?.period.id;
      invalidate();
      listener.onPoint(choice);
    },
    pointNowhere() {
      if (pointedId === undefined) return;
      pointedId = undefined;
      invalidate();
      listener.onPoint(undefined);
    },
    choose: (px, py) => chose(choiceAt(px, py)),
    chooseBeside(direction) {
      const machineId = machineIds[presentLane];
      if (machineId === undefined) return;
      const lane = store.laneOf(machineId);
      const known = chosenId === undefined ? -1 : indexOf(lane, chosenId);
      const edgeMs = direction === 1 ? view.fromMs : view.toMs;
      const fromMs = known < 0 ? edgeMs : (lane.starts[known] ?? 0);
      const at = stopBeside(lane, fromMs, direction);
      const period = lane.periods[at];
      if (period === undefined) return;
      timeline.glideTo(shown(view, lane.starts[at] ?? 0, Math.min(lane.ends[at] ?? 0, presentMs())));
      chose({ machineId, period });
    },
    changeLane(direction) {
      presentLane = Math.min(Math.max(presentLane + direction, 0), machineIds.length - 1);
    },
    stop() {
      stopSizing();
      stopTheme();
      stopStore();
      clearInterval(ticking);
      clearTimeout(resting);
      if (frame !== undefined) cancelAnimationFrame(frame);
    },
  };
  return timeline;
}

function watchSize(element: HTMLElement, onWidth: (widthPx: number) => void): () => void {
  const observer = new ResizeObserver(([entry]) => onWidth(entry?.contentRect.width ?? 0));
  observer.observe(element);
  return () => observer.disconnect();
}
