/** Load over HTTP: a bounded number of requests on some kept-alive connections, and what they cost the server. */
import { Agent, request } from 'node:http';
import type { RunningProcess } from './processes.ts';

export interface Requests {
  /** Of the server: `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly pathOf: (request: number) => string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON that is sent; reads where absent. */
  readonly bodyOf?: (request: number) => unknown;
  readonly amount: number;
  /** Status that every answer must have. */
  readonly status: number;
}

/** Requests under way at once: as many as an office of dashboards has. */
const CONNECTIONS = 16;

/** CPU microseconds of the server per request. @throws Error when an answer has another status */
export async function cpuPerRequest(server: RunningProcess, requests: Requests): Promise<number> {
  const before = server.cpuSeconds();
  await sendAll(requests);
  return ((server.cpuSeconds() - before) * 1e6) / requests.amount;
}

/** Requests a second, by the clock: for what waits for the disk. @throws as {@link cpuPerRequest} */
export async function requestsPerSecond(requests: Requests): Promise<number> {
  const startedAtMs = performance.now();
  await sendAll(requests);
  return (requests.amount * 1_000) / (performance.now() - startedAtMs);
}

/** On some connections, each with one request under way. @throws Error when an answer has another status */
export async function sendAll(requests: Requests): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let sent = 0;
  const connection = async () => {
    while (sent < requests.amount) await ask(agent, requests, sent++);
  };
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  } finally {
    agent.destroy();
  }
}

function ask(agent: Agent, { url, headers = {}, status, pathOf, bodyOf }: Requests, at: number): Promise<void> {
  const path = pathOf(at);
  const body = bodyOf === undefined ? undefined : JSON.stringify(bodyOf(at));
  const options =
    body === undefined
      ? { agent, headers }
      : { agent, method: 'POST', headers: { ...headers, 'content-type': 'application/json' } };
  return new Promise((resolve, reject) => {
    const sending = request(url + path, options, (response) => {
      if (response.statusCode !== status) reject(new Error(`${path} was answered ${response.statusCode}.`));
      response.on('end', resolve).on('error', reject).resume();
    });
    sending.on('error', reject);
    sending.end(body);
  });
}
