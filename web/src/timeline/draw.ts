/** Draws a timeline on a canvas. Knows nothing of how the view came about. */
import type { Axis } from './axis-labels.ts';
import type { Interval } from './coverage.ts';
import { eachRun, kinds, type Lane } from './lane.ts';
import type { Palette } from './palette.ts';
import { spanOf, type View } from './view.ts';

/** CSS pixels. */
export const AXIS_HEIGHT = 44;
const NAME_HEIGHT = 22;
const BAR_HEIGHT = 40;
const LANE_GAP = 10;
/** Names of shifts stand below the lanes. */
const BOTTOM = 22;
/** Below it a shift's name would be longer than the shift. */
const SHIFT_NAME_PX = 72;
const SHIFT_PX = 14;
const TICKET_PX = 8;

export interface DrawnLane {
  readonly lane: Lane;
  /** What of the view is not known yet. */
  readonly gaps: readonly Interval[];
  /** Index of the period that is chosen, and of the one that is pointed at; -1: none. */
  readonly selected: number;
  readonly pointedAt: number;
}

export interface Shift extends Interval {
  readonly name: string;
}

export interface Drawing {
  readonly view: View;
  readonly nowMs: number;
  readonly widthPx: number;
  /** Pixels of the screen in a CSS pixel. */
  readonly density: number;
  readonly lanes: readonly DrawnLane[];
  readonly axis: Axis;
  readonly shifts: readonly Shift[];
  readonly palette: Palette;
}

export interface LaneBox {
  readonly nameTop: number;
  readonly top: number;
  readonly height: number;
}

/** Where lanes lie. One alone needs no name: the page has it. */
export function laneBox(at: number, lanes: number): LaneBox {
  const name = lanes > 1 ? NAME_HEIGHT : 0;
  const nameTop = AXIS_HEIGHT + at * (BAR_HEIGHT + LANE_GAP + name);
  return { nameTop, top: nameTop + name, height: BAR_HEIGHT };
}

export function heightOf(lanes: number): number {
  const { top, height } = laneBox(Math.max(0, lanes - 1), lanes);
  return top + height + BOTTOM;
}

export function draw(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { widthPx, density, lanes, palette, view } = drawing;
  const columns = Math.round(widthPx * density);
  const columnMs = spanOf(view) / columns;
  // on whole columns of time: what is merged in one stays together while it is dragged
  const fromMs = Math.round(view.fromMs / columnMs) * columnMs;
  const x = (atMs: number) => (atMs - fromMs) / columnMs / density;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, widthPx, heightOf(lanes.length));
  drawAxis(context, drawing, x);
  for (const [at, lane] of lanes.entries()) {
    const box = laneBox(at, lanes.length);
    context.fillStyle = palette.sunken;
    context.fillRect(0, box.top, widthPx, box.height);
    drawPeriods(context, drawing, lane, { box, fromMs, columnMs, columns });
  }
  drawShifts(context, drawing, x);
  for (const [at, lane] of lanes.entries()) {
    const box = laneBox(at, lanes.length);
    drawUnknown(context, drawing, lane, box, x);
    drawTickets(context, drawing, lane, box, x);
    outline(context, drawing, lane, { at: lane.pointedAt, width: 1.5 }, box, x);
    outline(context, drawing, lane, { at: lane.selected, width: 3 }, box, x);
  }
  drawNow(context, drawing, x);
}

type Place = (atMs: number) => number;

function drawPeriods(
  context: CanvasRenderingContext2D,
  { density, palette, nowMs }: Drawing,
  { lane }: DrawnLane,
  { box, ...columns }: { box: LaneBox; fromMs: number; columnMs: number; columns: number },
): void {
  const paths = kinds.map(() => new Path2D());
  eachRun(lane, { ...columns, nowMs }, (from, to, kind) => {
    paths[kind]?.rect(from / density, box.top, (to - from) / density, box.height);
  });
  for (const [kind, path] of paths.entries()) {
    context.fillStyle = palette.kinds[kind] ?? palette.quiet;
    context.fill(path);
  }
}

function drawAxis(context: CanvasRenderingContext2D, { axis, palette, widthPx, lanes }: Drawing, x: Place): void {
  context.font = `12px ${palette.font}`;
  context.textBaseline = 'middle';
  context.fillStyle = palette.quiet;
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  for (const { atMs, text } of axis.marks) {
    const left = Math.round(x(atMs)) + 0.5;
    if (left < -100 || left > widthPx) continue;
    context.moveTo(left, 22);
    context.lineTo(left, heightOf(lanes.length));
    context.fillText(text, left + 4, 32);
  }
  context.stroke();
  context.font = `600 12px ${palette.font}`;
  context.fillStyle = palette.ink;
  for (const [at, { atMs, text }] of axis.above.entries()) {
    const nextAtMs = axis.above[at + 1]?.atMs;
    const right = nextAtMs === undefined ? widthPx : x(nextAtMs);
    if (right < 0 || x(atMs) > widthPx) continue;
    // the name stays at the edge until the next one pushes it out
    const width = context.measureText(text).width + 12;
    context.fillText(text, Math.min(Math.max(x(atMs), 0), right - width) + 4, 11);
  }
}

function drawShifts(context: CanvasRenderingContext2D, { shifts, palette, widthPx, lanes }: Drawing, x: Place): void {
  const bottom = heightOf(lanes.length);
  context.strokeStyle = palette.ink;
  context.fillStyle = palette.quiet;
  context.font = `12px ${palette.font}`;
  context.lineWidth = 1;
  context.setLineDash([2, 4]);
  context.beginPath();
  for (const { fromMs, toMs, name } of shifts) {
    const [left, right] = [x(fromMs), x(toMs)];
    if (right < 0 || left > widthPx || right - left < SHIFT_PX) continue;
    for (const edge of [left, right]) {
      context.moveTo(Math.round(edge) + 0.5, AXIS_HEIGHT);
      context.lineTo(Math.round(edge) + 0.5, bottom);
    }
    const visible = Math.min(right, widthPx) - Math.max(left, 0);
    if (visible >= SHIFT_NAME_PX) context.fillText(name, Math.max(left, 0) + 4, bottom - 9, visible - 8);
  }
  context.stroke();
  context.setLineDash([]);
}

/** What is being read is paler than what is known to be empty. */
function drawUnknown(
  context: CanvasRenderingContext2D,
  { palette, widthPx, nowMs }: Drawing,
  { gaps }: DrawnLane,
  { top, height }: LaneBox,
  x: Place,
): void {
  context.fillStyle = palette.ground;
  context.globalAlpha = 0.6;
  for (const { fromMs, toMs } of gaps) {
    const left = Math.max(0, x(fromMs));
    const right = Math.min(widthPx, x(Math.min(toMs, nowMs)));
    if (right > left) context.fillRect(left, top, right - left, height);
  }
  context.globalAlpha = 1;
}

/** A mark over each stop that a ticket is about. */
function drawTickets(
  context: CanvasRenderingContext2D,
  { palette, view, nowMs }: Drawing,
  { lane }: DrawnLane,
  { top }: LaneBox,
  x: Place,
): void {
  context.fillStyle = palette.ink;
  context.strokeStyle = palette.ground;
  context.lineWidth = 1;
  context.beginPath();
  let lastLeft = Number.NEGATIVE_INFINITY;
  for (const at of lane.ticketed) {
    const startMs = lane.starts[at] ?? 0;
    const endMs = Math.min(lane.ends[at] ?? 0, nowMs);
    if (endMs < view.fromMs) continue;
    if (startMs > view.toMs) break;
    const left = x((Math.max(startMs, view.fromMs) + Math.min(endMs, view.toMs)) / 2) - TICKET_PX / 2;
    if (left < lastLeft + TICKET_PX) continue;
    lastLeft = left;
    context.moveTo(left, top - 3);
    context.lineTo(left + TICKET_PX, top - 3);
    context.lineTo(left + TICKET_PX / 2, top + TICKET_PX - 2);
    context.closePath();
  }
  context.fill();
  context.stroke();
}

function outline(
  context: CanvasRenderingContext2D,
  { palette, nowMs }: Drawing,
  { lane }: DrawnLane,
  { at, width }: { at: number; width: number },
  { top, height }: LaneBox,
  x: Place,
): void {
  if (at < 0 || at >= lane.count) return;
  const left = x(lane.starts[at] ?? 0);
  const right = Math.max(left + 2, x(Math.min(lane.ends[at] ?? 0, nowMs)));
  context.lineWidth = width;
  context.strokeStyle = palette.ink;
  context.strokeRect(left - width / 2, top - width / 2, right - left + width, height + width);
}

function drawNow(context: CanvasRenderingContext2D, { palette, nowMs, lanes, widthPx }: Drawing, x: Place): void {
  const left = x(nowMs);
  if (left < 0 || left > widthPx) return;
  context.fillStyle = palette.accent;
  context.fillRect(left, AXIS_HEIGHT - 8, 2, heightOf(lanes.length) - AXIS_HEIGHT + 8 - BOTTOM);
}
