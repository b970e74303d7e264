/**
 * The screens in a browser: what a frame costs while a timeline is dragged, and how late a change is on another screen.
 *
 * Chromium shares the machine's cores with the server and with what drives it. What counts of a frame is the CPU time of
 * the page's main thread in scripts; a change counts by the clock, from the press to the next frame of the other screen.
 */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { DAY_MS } from '../../src/kernel/clock.ts';
import { launchChromium } from '../../test/screens/chromium.ts';
import { tracedFrames } from '../browser-trace.ts';
import { type Bench, type Figure, median, quantile, type Result } from '../harness.ts';
import { type LoadedFactory, loadFactory } from '../real-factory.ts';
import { benchAdmin, type ShippedServer, startShippedServer, temporaryFolder } from '../shipped.ts';

export const screens: Figure = {
  name: 'screens',
  title: 'The screens in Chromium: dragging a timeline, and a change on another screen',
  measure,
};

const SPAN_DAYS = 91;
const FRAME_MS_MAX = 8;
const CHANGE_MS_MAX = 500;
/** Between two changes: longer than screens wait before they read the same again. */
const CHANGE_EVERY_MS = 1_000;
const viewport = { width: 1_400, height: 900 };

async function measure(bench: Bench): Promise<Result[]> {
  const folder = await temporaryFolder('screens');
  bench.say("the factory's periods");
  const factory = await loadFactory(bench, join(folder, 'milldash.db'));
  bench.say('building the program and its screens');
  const server = await startShippedServer(folder);
  const browser = await launchChromium();
  try {
    return [
      ...(await measureTimeline(bench, browser, server, factory)),
      ...(await measureChange(bench, browser, server, factory)),
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function signedIn(browser: Browser, { url }: ShippedServer, path: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport, baseURL: url })).newPage();
  await page.goto(path);
  await page.locator('input[name=email]').fill(benchAdmin.email);
  await page.locator('input[name=password]').fill(benchAdmin.password);
  await page.locator('button[type=submit]').click();
  await page.locator('[data-line=live]').first().waitFor({ state: 'attached' });
  return page;
}

/** Three months of all machines, dragged to and fro over all that there is. */
async function measureTimeline(
  bench: Bench,
  browser: Browser,
  server: ShippedServer,
  { machineIds: [first = '', ...others], toMs }: LoadedFactory,
): Promise<Result[]> {
  const search = new URLSearchParams({
    span: String((SPAN_DAYS * DAY_MS) / 1_000),
    until: new Date(toMs).toISOString(),
    with: JSON.stringify(others),
  });
  bench.say(`a timeline of ${others.length + 1} machines and ${SPAN_DAYS} days`);
  const page = await signedIn(browser, server, `/machines/${encodeURIComponent(first)}?${search}`);
  await page.locator('[data-timeline=read]').waitFor();
  const box = await page.locator('[data-timeline]').boundingBox();
  if (box === null) throw new Error('The timeline is not on the page.');
  const y = box.y + box.height / 2;
  const left = box.x + 40;
  const right = box.x + box.width - 40;
  const drags = bench.quick ? 2 : 8;
  const frames = await tracedFrames(browser, page, async () => {
    for (let drag = 0; drag < drags; drag++) {
      // to and fro: what has not been read yet comes into view in the first one
      const [from, to] = drag % 2 === 0 ? [left, right] : [right, left];
      await page.mouse.move(from, y);
      await page.mouse.down();
      await page.mouse.move(to, y, { steps: 90 });
      await page.mouse.up();
    }
  });
  await page.context().close();
  const cpu = frames.map(({ cpuMs }) => cpuMs);
  const clock = frames.map(({ clockMs }) => clockMs);
  return [
    {
      what: `a frame of ${others.length + 1} machines and ${SPAN_DAYS} days while they are dragged, scripts`,
      unit: 'ms',
      values: cpu,
      counts: quantile(cpu, 0.99),
      limit: { is: 'at most', value: FRAME_MS_MAX },
      note: `the 99th of 100 of ${frames.length} frames; median ${median(cpu).toFixed(1)} ms, longest ${Math.max(...cpu).toFixed(1)} ms; by the clock ${quantile(clock, 0.99).toFixed(1)} ms`,
    },
  ];
}

/** A ticket that is opened in one browser, until the card of the machine in another says one more. */
async function measureChange(
  bench: Bench,
  browser: Browser,
  server: ShippedServer,
  { machineIds: [machineId = ''] }: LoadedFactory,
): Promise<Result[]> {
  const rounds = bench.quick ? 5 : 30;
  bench.say(`${rounds} tickets, opened in one browser and seen in another`);
  const watching = await signedIn(browser, server, '/');
  const acting = await signedIn(browser, server, '/account');
  const lateMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await setTimeout(CHANGE_EVERY_MS);
    const seen = watching.evaluate<number>(untilTickets(machineId, round + 1));
    const openedAtMs = await acting.evaluate<number>(openTicket(machineId, round));
    lateMs.push((await seen) - openedAtMs);
  }
  await watching.context().close();
  await acting.context().close();
  return [
    {
      what: 'a ticket opened in one browser, until it is on the screen of another',
      unit: 'ms',
      values: lateMs,
      counts: quantile(lateMs, 0.99),
      limit: { is: 'at most', value: CHANGE_MS_MAX },
      note: `the 99th of 100 of ${rounds}; median ${median(lateMs).toFixed(0)} ms; by the clock, from the request to the frame`,
    },
  ];
}

/** Runs in the page: done in the frame after the card says so many open tickets; when that was. */
const untilTickets = (machineId: string, tickets: number) => `new Promise((resolve) => {
  const card = document.querySelector('[data-machine=${JSON.stringify(machineId)}]');
  const look = () => {
    if (!/(^|\\D)${tickets} open ticket/.test(card.textContent)) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(Date.now()));
  };
  const observer = new MutationObserver(look);
  observer.observe(card, { subtree: true, childList: true, characterData: true });
  look();
})`;

/** Runs in the page: when the request was sent. */
const openTicket = (machineId: string, round: number) => `(async () => {
  const sentAt = Date.now();
  const answer = await fetch('/api/v1/tickets', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ machine_id: ${JSON.stringify(machineId)}, description: 'Bench ${round}' }),
  });
  if (!answer.ok) throw new Error('The ticket was answered ' + answer.status + ' ' + (await answer.text()));
  return sentAt;
})()`;
