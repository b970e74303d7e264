/**
 * Cuts over MQTT, from publish to acknowledgement, which is to a durable commit.
 *
 * Compared with the same messages through a bare broker of the same kind to a subscriber that stores nothing: it has done
 * its work when they are acknowledged and have come to the subscriber, a client as programs use it. Both wait for the disk
 * or the network, so they count by the clock, in turns. Beside it stands what one thread reaches that stores and does
 * nothing else: the bare broker without a subscriber, which acknowledges behind a durable commit of bare rows.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectAsync } from 'mqtt';
import { type Bench, type Figure, interleaved, median, type Result, ratios } from '../harness.ts';
import { connectMqtt, type MqttConnection } from '../mqtt-load.ts';
import { type RunningProcess, startProcess } from '../processes.ts';
import { type ShippedServer, startShippedServer, temporaryFolder } from '../shipped.ts';
import { type Clocked, clockedInTurns, pacedClock, tellSlowness } from '../yardstick.ts';

export const messages: Figure = {
  name: 'messages',
  title: 'Cuts over MQTT QoS 1, and the same through a bare broker',
  measure,
};

const IN_FLIGHT = [1, 20, 200];
const MACHINE = 'bench-mill';
const TOPIC = `milldash/v1/machines/${MACHINE}/cuts`;
const ARRAY = 10;
const POINTS_LIMIT = 60_000;
const DELAY_LIMIT_MS = 25;

async function measure(bench: Bench): Promise<Result[]> {
  const folder = await temporaryFolder('messages');
  const server = await startShippedServer(folder);
  const ours = await connectToServer(server);
  const bare = await startPassingBroker(folder);
  const storing = await startStoringBroker(folder);
  const results: Result[] = [];
  for (const inFlight of IN_FLIGHT) {
    bench.say(`${inFlight} in flight`);
    const delays: number[] = [];
    const amount = bench.quick ? 500 : inFlight === 1 ? 4_000 : 20_000;
    const rates = await interleaved({
      bare: () => bare.rate(cuts(amount, 1), inFlight),
      async stored() {
        const payloads = cuts(amount, 1);
        await server.loopDelayMs();
        const rate = await rateOf(ours, payloads, inFlight);
        delays.push(await server.loopDelayMs());
        return rate;
      },
      bareStored: () => rateOf(storing.publisher, cuts(amount, 1), inFlight),
    });
    results.push({
      what: `cuts, one a message, ${inFlight} in flight, stored, of the rate of the bare broker`,
      unit: '×',
      values: ratios(rates.stored, rates.bare),
      limit: { is: 'at least', value: 1 },
      note: `${median(rates.stored).toFixed(0)} stored and ${median(rates.bare).toFixed(0)} passed on a second, by the clock`,
    });
    results.push({
      what: '… of the rate of a bare broker that stores bare rows',
      unit: '×',
      values: ratios(rates.stored, rates.bareStored),
      note: `${median(rates.bareStored).toFixed(0)} a second by the clock: ${median(ratios(rates.bareStored, rates.bare)).toFixed(2)} of the one that stores nothing`,
    });
    results.push({
      what: '… event-loop delay of the server meanwhile (p99)',
      unit: 'ms',
      values: delays,
      limit: { is: 'at most', value: DELAY_LIMIT_MS },
    });
  }
  bench.say('arrays');
  const amount = bench.quick ? 1_000 : 10_000;
  const { arrays } = await interleaved({
    arrays() {
      const payloads = cuts(amount, ARRAY);
      return clockedInTurns(() => ours.publish(TOPIC, payloads, 200), server.cpuSeconds);
    },
  });
  const [points, asTaken] = [pacedClock, ({ seconds }: Clocked) => seconds].map((secondsOf) =>
    arrays.map((clocked) => (ARRAY * amount) / secondsOf(clocked)),
  ) as [number[], number[]];
  results.push({
    what: `cuts in arrays of ${ARRAY}, 200 in flight, stored`,
    unit: '/s',
    values: points,
    limit: { is: 'at least', value: POINTS_LIMIT },
    note: `${median(asTaken).toFixed(0)}/s by the clock, as taken (${tellSlowness(arrays)})`,
  });
  ours.end();
  bare.end();
  storing.publisher.end();
  await server.stop();
  await bare.process.stop();
  await storing.process.stop();
  return results;
}

let sequence = 0;
/** A machine tells of one cut after the other; a millisecond each, all of them in the past. */
const firstCutMs = Date.now() - 3_600_000;

function cuts(amount: number, each: number): Buffer[] {
  const one = () => {
    sequence++;
    return { timestamp_utc: new Date(firstCutMs + sequence).toISOString(), cut_count: 1, source_sequence: sequence };
  };
  return Array.from({ length: amount }, () =>
    Buffer.from(JSON.stringify(each === 1 ? one() : Array.from({ length: each }, one))),
  );
}

async function rateOf(connection: MqttConnection, payloads: readonly Buffer[], inFlight: number): Promise<number> {
  const startedAtMs = performance.now();
  await connection.publish(TOPIC, payloads, inFlight);
  return (payloads.length * 1_000) / (performance.now() - startedAtMs);
}

interface BareBroker {
  readonly process: RunningProcess;
  readonly url: string;
  readonly publisher: MqttConnection;
}

async function startBareBroker(folder: string, ...args: readonly string[]): Promise<BareBroker> {
  const process = startProcess([fileURLToPath(new URL('../bare-broker.ts', import.meta.url)), ...args], {
    outputFile: join(folder, `bare-broker${args.length}.log`),
    folder,
  });
  const [, url = ''] = await process.untilPrinted(/Listening on (mqtt:\S+)/);
  return { process, url, publisher: await connectMqtt(url, 'publisher') };
}

const startStoringBroker = (folder: string) => startBareBroker(folder, join(folder, 'bare.db'));

interface PassingBroker {
  readonly process: RunningProcess;
  rate(payloads: readonly Buffer[], inFlight: number): Promise<number>;
  end(): void;
}

async function startPassingBroker(folder: string): Promise<PassingBroker> {
  const { process, url, publisher } = await startBareBroker(folder);
  const client = await connectAsync(url, { protocolVersion: 4, clientId: 'subscriber' });
  let left = 0;
  let all: PromiseWithResolvers<void> = Promise.withResolvers();
  client.on('message', () => {
    left--;
    if (left === 0) all.resolve();
  });
  await client.subscribeAsync(TOPIC, { qos: 1 });
  return {
    process,
    async rate(payloads, inFlight) {
      left = payloads.length;
      all = Promise.withResolvers();
      const startedAtMs = performance.now();
      await publisher.publish(TOPIC, payloads, inFlight);
      await all.promise;
      return (payloads.length * 1_000) / (performance.now() - startedAtMs);
    },
    end() {
      publisher.end();
      client.end(true);
    },
  };
}

async function connectToServer(server: ShippedServer): Promise<MqttConnection> {
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(server.url + path, {
      method,
      headers: { authorization: server.authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  await ask('POST', '/api/v1/machines', { id: MACHINE, name: 'Bench mill' });
  const { id, key } = await ask('POST', '/api/v1/api-keys', { name: 'bench', scopes: ['cuts:record'] });
  const { addresses } = await ask('GET', '/api/v1/messaging/status');
  const [url] = addresses as string[];
  return connectMqtt(url ?? '', 'bench', { user: id as string, password: key as string });
}
