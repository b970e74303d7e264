/**
 * What hands do on a timeline: drag or swipe to move, wheel or pinch to zoom, press to choose.
 *
 * A swipe up or down scrolls the page (`touch-action: pan-y`), and a wheel that is scrolling the page goes on doing so
 * when a timeline comes under it.
 */
import type { Timeline } from './controller.ts';
import { moved, spanOf, type View, zoomed } from './view.ts';

/** A press that moves less is a press. */
const DRAG_PX = 5;
const WHEEL_PAUSE_MS = 350;
const WHEEL_ZOOM = 0.0016;

interface Finger {
  readonly x: number;
  readonly y: number;
}

/** Two fingers as they were put down, and what was in view then. */
interface Pinch {
  readonly view: View;
  readonly middle: number;
  readonly apart: number;
}

export function listenToHands(canvas: HTMLCanvasElement, timeline: Timeline): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const fingers = new Map<number, Finger>();
  let drag: { readonly view: View; readonly x: number; isMoving: boolean } | undefined;
  let pinch: Pinch | undefined;
  let scrolledAtMs = Number.NEGATIVE_INFINITY;

  const place = ({ clientX, clientY }: MouseEvent): Finger => {
    const box = canvas.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  };
  const spread = () => {
    const [a, b] = [...fingers.values()];
    if (a === undefined || b === undefined) return undefined;
    return { middle: (a.x + b.x) / 2, apart: Math.max(20, Math.hypot(a.x - b.x, a.y - b.y)) };
  };

  function down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const finger = place(event);
    fingers.set(event.pointerId, finger);
    canvas.setPointerCapture(event.pointerId);
    const both = spread();
    pinch = both === undefined ? undefined : { view: timeline.view, ...both };
    drag = both === undefined ? { view: timeline.view, x: finger.x, isMoving: false } : undefined;
  }

  function move(event: PointerEvent): void {
    const finger = place(event);
    if (!fingers.has(event.pointerId)) {
      if (event.pointerType !== 'touch') timeline.pointAt(finger.x, finger.y);
      return;
    }
    fingers.set(event.pointerId, finger);
    const both = spread();
    if (pinch !== undefined && both !== undefined) {
      const msPerPx = spanOf(pinch.view) / timeline.widthPx;
      const aroundMs = pinch.view.fromMs + pinch.middle * msPerPx;
      const narrowed = zoomed(pinch.view, pinch.apart / both.apart, aroundMs);
      const byPx = pinch.middle - both.middle;
      timeline.setView(moved(narrowed, (byPx * spanOf(narrowed)) / timeline.widthPx));
    } else if (drag !== undefined && (drag.isMoving || Math.abs(finger.x - drag.x) > DRAG_PX)) {
      drag.isMoving = true;
      timeline.pointNowhere();
      timeline.setView(moved(drag.view, ((drag.x - finger.x) * spanOf(drag.view)) / timeline.widthPx));
    }
  }

  function up(event: PointerEvent): void {
    const finger = fingers.get(event.pointerId);
    fingers.delete(event.pointerId);
    if (finger !== undefined && drag !== undefined && !drag.isMoving && event.type === 'pointerup') {
      timeline.choose(finger.x, finger.y);
    }
    // the finger that is left goes on from where the view is now
    const [left] = fingers.values();
    drag = left === undefined ? undefined : { view: timeline.view, x: left.x, isMoving: true };
    pinch = undefined;
  }

  function wheel(event: WheelEvent): void {
    if (event.timeStamp - scrolledAtMs < WHEEL_PAUSE_MS && !event.ctrlKey) {
      scrolledAtMs = event.timeStamp;
      return;
    }
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey) {
      timeline.setView(moved(timeline.view, (sideways * lines * spanOf(timeline.view)) / timeline.widthPx));
      return;
    }
    // a pinch on a touch pad comes as a wheel with the control key, in small steps
    const strength = event.ctrlKey ? WHEEL_ZOOM * 6 : WHEEL_ZOOM;
    const factor = Math.exp(event.deltaY * lines * strength);
    timeline.setView(zoomed(timeline.view, factor, timeline.instantAt(place(event).x)));
  }

  canvas.addEventListener('pointerdown', down, { signal });
  canvas.addEventListener('pointermove', move, { signal });
  canvas.addEventListener('pointerup', up, { signal });
  canvas.addEventListener('pointercancel', up, { signal });
  canvas.addEventListener('pointerleave', () => timeline.pointNowhere(), { signal });
  canvas.addEventListener('wheel', wheel, { signal, passive: false });
  window.addEventListener(
    'wheel',
    (event) => {
      if (event.target !== canvas) scrolledAtMs = event.timeStamp;
    },
    { signal, passive: true },
  );
  return () => ending.abort();
}

/** @returns whether the key means something to a timeline */
export function pressKey(timeline: Timeline, { key, shiftKey }: { key: string; shiftKey: boolean }): boolean {
  const deeds: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => (shiftKey ? timeline.chooseBeside(-1) : timeline.moveBy(-0.25)),
    ArrowRight: () => (shiftKey ? timeline.chooseBeside(1) : timeline.moveBy(0.25)),
    ArrowUp: () => timeline.changeLane(-1),
    ArrowDown: () => timeline.changeLane(1),
    PageUp: () => timeline.moveBy(-1),
    PageDown: () => timeline.moveBy(1),
    '+': () => timeline.zoomBy(0.5),
    '=': () => timeline.zoomBy(0.5),
    '-': () => timeline.zoomBy(2),
    Home: () => timeline.toFirst(),
    End: () => timeline.toLatest(),
  };
  const deed = deeds[key];
  deed?.();
  return deed !== undefined;
}
