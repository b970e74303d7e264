/** What the scripts of a page cost, frame by frame, out of a trace of Chromium. */
import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  /** `X`: with a length. */
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Of the thread's own CPU time. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** What DevTools counts as scripting; the outermost of those that lie in each other counts. */
const scripting = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'MajorGC',
  'MinorGC',
  'RunMicrotasks',
  'TimerFire',
  'v8.callFunction',
  'V8.GCScavenger',
]);
const FRAME = 'FireAnimationFrame';

export interface FrameCost {
  /** Milliseconds of the main thread's CPU. */
  readonly cpuMs: number;
  /** By the clock: with what others of the machine took meanwhile. */
  readonly clockMs: number;
}

/** Does something while the page is traced. @returns what the scripts of each frame cost that was drawn meanwhile */
export async function tracedFrames(browser: Browser, page: Page, action: () => Promise<void>): Promise<FrameCost[]> {
  await browser.startTracing(page, {
    categories: ['devtools.timeline', 'v8', 'disabled-by-default-v8.gc', '__metadata'],
  });
  await action();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return framesOf(trace.traceEvents);
}

function framesOf(events: readonly TraceEvent[]): FrameCost[] {
  const thread = mainThreadOf(events);
  const mine = events
    .filter(({ pid, tid, ph, name }) => `${pid}/${tid}` === thread && ph === 'X' && scripting.has(name))
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const frames: { cpuMs: number; clockMs: number }[] = [];
  let endTs = 0;
  // a frame's work is what led to it: events that were heard since the frame before, and the drawing itself
  let cost = { cpuMs: 0, clockMs: 0 };
  let isDrawn = false;
  for (const { name, ts, dur = 0, tdur = 0 } of mine) {
    const isInside = ts < endTs;
    if (name === FRAME) isDrawn = true;
    if (isInside) continue;
    if (isDrawn && name !== FRAME) {
      frames.push(cost);
      cost = { cpuMs: 0, clockMs: 0 };
      isDrawn = false;
    }
    cost.cpuMs += tdur / 1_000;
    cost.clockMs += dur / 1_000;
    endTs = ts + dur;
  }
  return frames;
}

/** The one that draws frames: of several pages that are open the one that is dragged draws most. */
function mainThreadOf(events: readonly TraceEvent[]): string {
  const counts = new Map<string, number>();
  for (const { name, pid, tid } of events) {
    if (name === FRAME) counts.set(`${pid}/${tid}`, (counts.get(`${pid}/${tid}`) ?? 0) + 1);
  }
  const [busiest] = [...counts].sort(([, a], [, b]) => b - a);
  if (busiest === undefined) throw new Error('The trace has no frame in it: nothing was drawn while it was taken.');
  return busiest[0];
}
