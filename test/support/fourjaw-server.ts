/**
 * FourJaw as a small HTTP server of its own: status periods and assets that a test gives it, and faults that it chooses for
 * each request. What it has to tell is its truth; what it answers depends on the fault.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FourJawPeriod {
  readonly id: string;
  readonly machine_id: string;
  readonly downtime_reason_name: string | null;
  readonly start_timestamp: string;
  readonly end_timestamp: string | null;
  readonly productivity: string | null;
  readonly classification: string;
}

export const fourJawFaults = [
  /** Never answers. */
  'hang',
  /** Breaks the connection without a word. */
  'reset',
  'status-500',
  'status-429',
  /** Half of the body, then the connection ends. */
  'half-body',
  /** Half of the body, as if that were all. */
  'half-json',
  'wrong-schema',
  /** The reply to the request before, again. */
  'page-before',
  /** Periods of the hours around the window come with it. */
  'overlapping',
] as const;
export type FourJawFault = (typeof fourJawFaults)[number];

export interface FourJawRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export interface FourJawServer {
  /** As FOURJAW_BASE_URL has it. */
  readonly baseUrl: string;
  periods: FourJawPeriod[];
  /** Items of the list of assets. */
  assets: object[];
  readonly requests: FourJawRequest[];
  /** Asked for each request; undefined: it is answered as it should be. */
  fault: (request: FourJawRequest) => FourJawFault | ServerFault | undefined;
  /** The time by its own clock. */
  nowMs: () => number;
  /** Which periods belong to a window: those that lie in it with any part, or those that begin in it. */
  windows: 'overlapping' | 'beginning';
  close(): Promise<void>;
}

/** A whole answer of a test's own. */
export interface ServerFault {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const HOUR_MS = 3_600_000;
export const FOURJAW_KEY = 'fj_canary_5up3r-s3cret';

export async function startFourJaw(nowMs: () => number = () => Date.now()): Promise<FourJawServer> {
  let before = '{"items":null}';
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://double');
    const asked = { path: pathname, query: searchParams, headers: request.headers };
    double.requests.push(asked);
    const fault = double.fault(asked);
    if (typeof fault === 'object') {
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    }
    const { items } = bodyOf(double, asked, fault === 'overlapping' ? HOUR_MS * 5 : 0);
    const body = JSON.stringify({ items });
    answer(response, fault, body, before, double.nowMs());
    // a page of one period may be right for another window too: nobody could tell
    if (fault !== 'overlapping' && items.length > 1) before = body;
  });
  const double: FourJawServer = {
    baseUrl: '',
    periods: [],
    assets: [],
    requests: [],
    fault: () => undefined,
    nowMs,
    windows: 'overlapping',
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(double, { baseUrl: `http://127.0.0.1:${port}/rest/api/v0.1` });
}

function bodyOf(
  double: FourJawServer,
  { path, query, headers }: FourJawRequest,
  aroundMs: number,
): { items: object[] } {
  if (headers['x-api-key'] !== FOURJAW_KEY) throw new Error('asked without the key');
  if (path === '/rest/api/v0.1/assets') return { items: double.assets };
  const machineIds = (query.get('asset_ids') ?? '').split(',');
  const fromMs = Date.parse(query.get('start_timestamp') ?? '') - aroundMs;
  const toMs = Date.parse(query.get('end_timestamp') ?? '') + aroundMs;
  const items = double.periods.filter((period) => {
    const startMs = Date.parse(period.start_timestamp);
    const endMs = period.end_timestamp === null ? Number.POSITIVE_INFINITY : Date.parse(period.end_timestamp);
    if (!machineIds.includes(period.machine_id) || startMs >= toMs) return false;
    return double.windows === 'beginning' ? startMs >= fromMs : endMs > fromMs || startMs >= fromMs;
  });
  return { items: items.slice(0, Number(query.get('page_size') ?? 1_000)) };
}

function answer(
  response: ServerResponse,
  fault: FourJawFault | undefined,
  body: string,
  before: string,
  nowMs: number,
): void {
  const headers = { 'content-type': 'application/json', date: new Date(nowMs).toUTCString() };
  const half = body.slice(0, body.length / 2);
  switch (fault) {
    case 'hang':
      return;
    case 'reset':
      response.destroy();
      return;
    case 'status-500':
      response.writeHead(500, headers).end('{"detail":"oops"}');
      return;
    case 'status-429':
      response.writeHead(429, { ...headers, 'retry-after': '2' }).end();
      return;
    case 'half-body':
      response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) });
      response.write(half, () => response.destroy());
      return;
    case 'half-json':
      response.writeHead(200, headers).end(half);
      return;
    case 'wrong-schema':
      response.writeHead(200, headers).end(body.replaceAll('"start_timestamp"', '"started"').replace('[]', 'null'));
      return;
    case 'page-before':
      response.writeHead(200, headers).end(before);
      return;
    default:
      response.writeHead(200, headers).end(body);
  }
}
