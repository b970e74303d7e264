/**
 * Live clients that lose the line again and again while writers commit in several processes: what each must have seen in
 * the end.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { EngineUnderTest } from '../support/engines.ts';
import { type Asker, askerAt, type Serving, serveMilldash, signIn } from '../support/serving.ts';

export interface ResumeTrial {
  readonly processes: number;
  readonly clients: number;
  /** How often each client loses the line. */
  readonly drops: number;
  readonly writers: number;
  /** Requests of each writer; each commits an event for each machine. */
  readonly requestsEach: number;
}

const unhurried = {
  RATE_LIMIT_BURST: '1000000',
  RATE_LIMIT_PER_SECOND: '1000000',
  RATE_LIMIT_STRANGER_BURST: '1000000',
  RATE_LIMIT_STRANGER_PER_SECOND: '1000000',
};
const MACHINES = 10;
/** Of a client's beginnings: nothing is known of it on the server. */
const FILTERS = ['', '&topics=cuts', '&types=com.milldash.user.*', '&machines=mill-3'];

export async function resumeAtRandom(under: EngineUnderTest, trial: ResumeTrial): Promise<void> {
  const servings = await serveAll(under, trial.processes);
  const urls = servings.map(({ url }) => url);
  const [first = ''] = urls;
  const admin = await signIn(first);
  const machines = Array.from({ length: MACHINES }, (_, at) => `mill-${at}`);
  for (const id of machines) assert.equal((await admin.ask('POST', '/api/v1/machines', { id, name: id })).status, 201);
  const { body: key } = await admin.ask('POST', '/api/v1/api-keys', { name: 'screens', scopes: ['events:read'] });
  const screen = askerAt(first, { 'x-api-key': key.key });
  const { head: start } = await screen.read('/api/v1/events?limit=1');

  const clients = Array.from({ length: trial.clients }, (_, at) => {
    const asker = at % 2 === 0 ? screen : admin;
    return new RestlessClient(urls, asker.headers, FILTERS[Math.floor(at / 2) % FILTERS.length] ?? '', start);
  });
  await Promise.all(clients.map((client) => client.connect()));
  const writing = writeAll(urls, admin, machines, trial);
  const dropping = dropAll(clients, trial.drops, writing);
  await Promise.all([writing, dropping]);

  const truths = new Map<string, number[]>();
  const { head } = await screen.read('/api/v1/events?limit=1');
  await Promise.all(clients.map((client) => client.readTo(head)));
  const last = sequenceOf(head);
  for (const client of clients) {
    const asker = client.headers === screen.headers ? screen : admin;
    const name = `${asker === screen ? 'screen' : 'admin'}${client.filter}`;
    const truth = truths.get(name) ?? (await readAll(asker, start, head, client.filter));
    truths.set(name, truth);
    // what the server tells of by itself may come behind the last
    const seen = client.sequences.filter((sequence) => sequence <= last);
    assert.deepEqual(seen, truth, name);
  }
  const eventsOf = (name: string) => truths.get(name)?.length ?? 0;
  assert.ok(eventsOf('admin') > eventsOf('screen'), 'there were events that only some may see');
  assert.ok(eventsOf('screen') >= trial.writers * trial.requestsEach * MACHINES);
  const dropped = clients.reduce((sum, client) => sum + client.drops, 0);
  assert.equal(dropped, trial.clients * trial.drops);
  for (const client of clients) client.leave();
  for (const serving of servings) assert.equal((await serving.stop()).exitCode, 0);
}

async function serveAll(under: EngineUnderTest, processes: number): Promise<Serving[]> {
  const databaseUrl = await under.createDatabaseUrl();
  const servings: Serving[] = [];
  for (let at = 0; at < processes; at++) {
    const env = { ...unhurried, INSTANCE_ID: `node-${at}`, SECRET_KEY: 'k'.repeat(43) };
    const serving = await serveMilldash({ databaseUrl, env });
    under.atEnd(async () => void serving.child.kill('SIGKILL'));
    servings.push(serving);
  }
  return servings;
}

async function writeAll(
  urls: readonly string[],
  admin: Asker,
  machines: readonly string[],
  { writers, requestsEach }: ResumeTrial,
): Promise<void> {
  const { id } = await admin.read('/auth/users/me');
  const now = new Date().toISOString();
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const asker = askerAt(urls[writer % urls.length] ?? '', admin.headers);
      for (let at = 0; at < requestsEach; at++) {
        const cuts = machines.map((machine_id) => ({
          machine_id,
          timestamp_utc: now,
          cut_count: 1,
          source_id: `${machine_id}-${writer}-${at}`,
        }));
        const { status, body } = await asker.ask('POST', '/api/v1/cuts', cuts);
        assert.ok(status < 300, JSON.stringify(body));
        if (writer === 0 && at % 10 === 0) {
          await asker.ask('PATCH', `/api/v1/users/${id}`, { first_name: `Ada ${at}` });
        }
      }
    }),
  );
}

/** Each at random moments; those that are left when nothing is written any more, at once. */
async function dropAll(clients: readonly RestlessClient[], drops: number, writing: Promise<void>): Promise<void> {
  let over = false;
  void writing.then(() => {
    over = true;
  });
  await Promise.all(
    clients.map(async (client) => {
      while (client.drops < drops) {
        const patience = Math.random() * 40;
        const seen = client.frames;
        while (!over && client.frames < seen + patience / 10 && client.isOpen) await client.nextFrameOr(writing);
        await client.drop();
      }
    }),
  );
}

class RestlessClient {
  readonly sequences: number[] = [];
  readonly headers: Readonly<Record<string, string>>;
  readonly filter: string;
  drops = 0;
  frames = 0;
  readonly #urls: readonly string[];
  #position: string;
  #socket: WebSocket | undefined;
  #isLive = false;
  #wake: (() => void)[] = [];

  constructor(urls: readonly string[], headers: Readonly<Record<string, string>>, filter: string, start: string) {
    this.#urls = urls;
    this.headers = headers;
    this.filter = filter;
    this.#position = start;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  async connect(): Promise<void> {
    const base = this.#urls[Math.floor(Math.random() * this.#urls.length)] ?? '';
    const url = `${base.replace('http', 'ws')}/api/v1/ws?after=${this.#position}${this.filter}`;
    const socket = new WebSocket(url, ['milldash.v1'], { headers: this.headers, perMessageDeflate: false });
    socket.on('error', () => {});
    socket.on('message', (data: Buffer) => {
      if (socket === this.#socket) this.#take(data.toString());
    });
    this.#socket = socket;
    await once(socket, 'open');
  }

  #take(text: string): void {
    this.frames++;
    // parsing everything would be most of what this test costs
    for (const [, sequence] of text.matchAll(/"sequence":"(\d+)"/g)) this.sequences.push(Number(sequence));
    const position = /"next_after":"([^"]+)"/.exec(text)?.[1];
    if (position !== undefined) this.#position = position;
    if (text.startsWith('{"type":"live"')) this.#isLive = true;
    for (const wake of this.#wake.splice(0)) wake();
  }

  async nextFrameOr(other: Promise<void>): Promise<void> {
    await Promise.race([new Promise<void>((resolve) => this.#wake.push(resolve)), other]);
  }

  /** Loses the line in the middle of whatever comes, and comes back. */
  async drop(): Promise<void> {
    this.drops++;
    this.#socket?.terminate();
    await this.connect();
  }

  /** Comes back until it has everything up to `head`: of what it may not see it is told no position but then. */
  async readTo(head: string): Promise<void> {
    const wanted = Number(head.split(':')[1]);
    while (Number(this.#position.split(':')[1]) < wanted) {
      this.#socket?.terminate();
      this.#isLive = false;
      await this.connect();
      while (!this.#isLive) await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  leave(): void {
    this.#socket?.terminate();
  }
}

const sequenceOf = (position: string) => Number(position.split(':')[1]);

/** Up to `head`, though more may have come since. */
async function readAll(asker: Asker, start: string, head: string, filter: string): Promise<number[]> {
  const found: number[] = [];
  const last = sequenceOf(head);
  let after = start;
  for (;;) {
    const { items, next_after } = await asker.read(`/api/v1/events?limit=1000&after=${after}`);
    for (const { sequence, type, data } of items) if (matches(filter, type, data)) found.push(Number(sequence));
    if (after === next_after || sequenceOf(next_after) >= last) break;
    after = next_after;
  }
  return found.filter((sequence) => sequence <= last);
}

function matches(filter: string, type: string, data: { machine_id?: string }): boolean {
  if (filter.includes('topics')) return type.startsWith('com.milldash.cuts.');
  if (filter.includes('types')) return type.startsWith('com.milldash.user.');
  return !filter.includes('machines') || data.machine_id === 'mill-3';
}
