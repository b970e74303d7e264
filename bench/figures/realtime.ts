/**
 * Live events: how late they are on a screen, what a broadcast costs beside bare ws, and how fast one catches up who was
 * away.
 *
 * Screens are sockets of the bench itself, which shares the cores with the server: what they cost makes events later.
 */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemActor } from '../../src/kernel/access.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { openFactory } from '../factory.ts';
import { type Bench, type Figure, interleaved, median, quantile, type Result, ratios } from '../harness.ts';
import { closeScreens, openScreens, type Screen, untilEachHasHad } from '../live-screens.ts';
import { type RunningProcess, startProcess } from '../processes.ts';
import { type ShippedServer, startShippedServer, temporaryFolder } from '../shipped.ts';

export const realtime: Figure = {
  name: 'realtime',
  title: 'Live events: on screens, beside bare ws, and behind',
  measure,
};

const MACHINES = 100;
const EVENTS_PER_SECOND = 1_000;
const FRAMES_PER_SECOND_MAX = 4;
/** A round that begins late gives one frame more or less at the edges of what is measured. */
const EDGE_FRAMES = 1;
const BATCH = 500;
/** As far apart as rounds are. */
const BROADCAST_EVERY_MS = 260;

async function measure(bench: Bench): Promise<Result[]> {
  const folder = await temporaryFolder('realtime');
  const behind = bench.quick ? 5_000 : 100_000;
  const after = await fill(join(folder, 'milldash.db'), behind);
  const server = await startShippedServer(folder);
  const results = [
    ...(await measureCatchUp(bench, server, after, behind)),
    ...(await measureScreens(bench, server)),
    ...(await measureBroadcast(bench, server, folder)),
  ];
  await server.stop();
  return results;
}

/** @returns the position before all the events */
async function fill(file: string, events: number): Promise<string> {
  const { machines, logs, store, close } = await openFactory(file, systemClock);
  const actor = systemActor('bench');
  await machines.ensureMachines(
    actor,
    Array.from({ length: MACHINES }, (_, at) => ({ id: `mill-${at}`, name: `Mill ${at}` })),
  );
  const { epoch, head } = await logs.readEvents({ limit: 1 });
  for (let at = 0; at < events; at += BATCH) {
    await store.transact(actor, async (tx) => {
      for (let one = at; one < at + BATCH; one++) {
        const data = { machine_id: `mill-${one % MACHINES}`, cut_count: 1, events: 1, duplicates: 0, source: 'bench' };
        tx.emit({ type: 'com.milldash.cuts.recorded', subject: `machines/${data.machine_id}`, data });
      }
    });
  }
  await close();
  return `${epoch}:${head}`;
}

async function measureCatchUp(bench: Bench, server: ShippedServer, after: string, events: number): Promise<Result[]> {
  bench.say(`a client that is ${events} events behind`);
  const rates: number[] = [];
  let longest = 0;
  for (let round = 0; round < (bench.quick ? 2 : 5); round++) {
    let seen = 0;
    const startedAtMs = performance.now();
    const [screen] = await openScreens(1, `${server.url}/api/v1/ws`, {
      headers: credentialsOf(server),
      ready: '"ready"',
    });
    const done = Promise.withResolvers<void>();
    (screen as Screen).onFrame = (bytes) => {
      const inFrame = eventsIn(bytes);
      longest = Math.max(longest, inFrame);
      seen += inFrame;
      if (seen >= events) done.resolve();
    };
    screen?.socket.send(JSON.stringify({ type: 'subscribe', topics: ['cuts'], after }));
    await done.promise;
    rates.push((events * 1_000) / (performance.now() - startedAtMs));
    closeScreens([screen as Screen]);
  }
  return [
    {
      what: `a client ${events} events behind catches up`,
      unit: 'events/s',
      values: rates,
      limit: { is: 'at least', value: 50_000 },
      note: 'by the clock, connecting and counting included',
    },
    { what: 'events in its longest frame', unit: '', values: [longest], limit: { is: 'at most', value: 200 } },
  ];
}

async function measureScreens(bench: Bench, server: ShippedServer): Promise<Result[]> {
  const amount = bench.quick ? 20 : 200;
  const seconds = bench.quick ? 3 : 20;
  bench.say(`${EVENTS_PER_SECOND} events a second on ${amount} screens for ${seconds} s`);
  const screens = await openScreens(amount, `${server.url}/api/v1/ws?topics=cuts`, {
    headers: credentialsOf(server),
    ready: '"live"',
  });
  const lateMs: number[] = [];
  const events = Array.from({ length: amount }, () => 0);
  const frames = Array.from({ length: amount }, () => 0);
  for (const [at, screen] of screens.entries()) {
    screen.onFrame = (bytes) => {
      const inFrame = eventsIn(bytes);
      if (inFrame === 0) return;
      frames[at] = (frames[at] ?? 0) + 1;
      events[at] = (events[at] ?? 0) + inFrame;
      // the first one of a frame has waited longest
      const recordedAt = /"recordedat":"([^"]+)"/.exec(bytes.toString('latin1', 0, 2_000))?.[1] ?? '';
      lateMs.push(Date.now() - Date.parse(recordedAt));
    };
  }
  const sent = await recordCuts(server, seconds);
  while (events.some((seen) => seen < sent)) await setTimeout(20);
  closeScreens(screens);
  return [
    {
      what: `${EVENTS_PER_SECOND} events/s on ${amount} screens, from the commit to the screen`,
      unit: 'ms',
      values: lateMs,
      counts: quantile(lateMs, 0.99),
      limit: { is: 'at most', value: 500 },
      note: `the oldest event of each frame; the 99th of 100, median ${median(lateMs).toFixed(0)} ms`,
    },
    {
      what: 'frames a second and screen, every event in them',
      unit: '',
      values: [Math.max(...frames) / seconds],
      limit: { is: 'at most', value: FRAMES_PER_SECOND_MAX + EDGE_FRAMES / seconds },
    },
  ];
}

/** @returns how many events */
async function recordCuts(server: ShippedServer, seconds: number): Promise<number> {
  const perRequest = MACHINES;
  const requests = (seconds * EVENTS_PER_SECOND) / perRequest;
  const startedAtMs = performance.now();
  for (let at = 0; at < requests; at++) {
    const dueMs = startedAtMs + (at * perRequest * 1_000) / EVENTS_PER_SECOND;
    await setTimeout(Math.max(0, dueMs - performance.now()));
    await postCuts(server, perRequest);
  }
  return requests * perRequest;
}

let counted = 0;

async function postCuts({ url, authorization }: ShippedServer, machines: number, first = 0): Promise<void> {
  const timestamp_utc = new Date().toISOString();
  const cuts = Array.from({ length: machines }, (_, at) => ({
    machine_id: `mill-${first + at}`,
    timestamp_utc,
    source_id: `bench-${++counted}`,
  }));
  const answer = await fetch(`${url}/api/v1/cuts`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(cuts),
  });
  if (!answer.ok) throw new Error(`Cuts were answered ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}

async function measureBroadcast(bench: Bench, server: ShippedServer, folder: string): Promise<Result[]> {
  const amount = bench.quick ? 100 : 1_000;
  const times = bench.quick ? 3 : 10;
  bench.say(`broadcasts to ${amount} sockets`);
  const bare = startProcess([fileURLToPath(new URL('../bare-sockets.ts', import.meta.url))], {
    outputFile: join(folder, 'bare-sockets.log'),
    folder,
  });
  const [, bareUrl = ''] = await bare.untilPrinted(/Listening on (\S+)/);
  const ours = await openScreens(amount, `${server.url}/api/v1/ws?machines=mill-0`, {
    headers: credentialsOf(server),
    ready: '"live"',
  });
  const theirs = await openScreens(amount, bareUrl);
  let characters = 0;
  (ours[0] as Screen).onFrame = (bytes) => (characters = bytes.length);
  const measured = untilEachHasHad(ours.slice(1), 1);
  await postCuts(server, 1);
  await measured;
  const cpu = await interleaved(
    {
      bare: () => cpuPerDelivery(bare, theirs, times, async () => void (await fetch(`${bareUrl}/send/${characters}`))),
      milldash: () => cpuPerDelivery(server, ours, times, () => postCuts(server, 1)),
      // the same request and commit, about a machine that nobody follows: it costs the same and sends nothing
      unheard: () => cpuPerDelivery(server, ours, times, () => postCuts(server, 1, 1), false),
    },
    bench.quick ? { rounds: 2 } : {},
  );
  closeScreens([...ours, ...theirs]);
  await bare.stop();
  return [
    {
      what: `broadcast of ${characters} bytes to ${amount} sockets, CPU a delivery`,
      unit: '×',
      values: ratios(
        cpu.milldash.map((value, round) => value - (cpu.unheard[round] ?? 0)),
        cpu.bare,
      ),
      limit: { is: 'at most', value: 1.3 },
      note: `${median(cpu.milldash).toFixed(1)} µs, of which ${median(cpu.unheard).toFixed(1)} µs are the request, the commit and the looking for others' commits; bare ws ${median(cpu.bare).toFixed(1)} µs`,
    },
  ];
}

/** Microseconds. */
async function cpuPerDelivery(
  process: RunningProcess,
  screens: readonly Screen[],
  times: number,
  broadcast: () => Promise<void>,
  isHeard = true,
): Promise<number> {
  const before = process.cpuSeconds();
  for (let at = 0; at < times; at++) {
    const had = isHeard ? untilEachHasHad(screens, 1) : undefined;
    await broadcast();
    await Promise.all([had, setTimeout(BROADCAST_EVERY_MS)]);
  }
  return ((process.cpuSeconds() - before) * 1e6) / (times * screens.length);
}

function eventsIn(bytes: Buffer): number {
  let found = 0;
  for (let at = bytes.indexOf('"specversion"'); at !== -1; at = bytes.indexOf('"specversion"', at + 1)) found++;
  return found;
}

function credentialsOf({ authorization }: ShippedServer): Record<string, string> {
  return { authorization };
}
