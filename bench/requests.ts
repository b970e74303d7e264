/** Load over HTTP: a bounded number of requests on some kept-alive connections, and what they cost the server. */
import { Agent, get } from 'node:http';
import type { RunningProcess } from './processes.ts';

export interface Requests {
  /** Of the server: `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly pathOf: (request: number) => string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly amount: number;
  /** Status that every answer must have. */
  readonly status: number;
}

/** Requests under way at once: as many as an office of dashboards has. */
const CONNECTIONS = 16;

/** CPU microseconds of the server per request. @throws Error when an answer has another status */
export async function cpuPerRequest(server: RunningProcess, requests: Requests): Promise<number> {
  const before = server.cpuSeconds();
  await send(requests);
  return ((server.cpuSeconds() - before) * 1e6) / requests.amount;
}

async function send(requests: Requests): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let sent = 0;
  const connection = async () => {
    while (sent < requests.amount) await ask(agent, requests, requests.pathOf(sent++));
  };
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  } finally {
    agent.destroy();
  }
}

function ask(agent: Agent, { url, headers = {}, status }: Requests, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url + path, { agent, headers }, (response) => {
      if (response.statusCode !== status) reject(new Error(`${path} was answered ${response.statusCode}.`));
      response.on('end', resolve).on('error', reject).resume();
    });
    request.on('error', reject);
  });
}
