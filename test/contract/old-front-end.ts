/**
 * The old front end as a client: what a browser and axios put on the wire, and nothing more.
 *
 * Every answer is held to what its pages rely on: no redirect, CORS headers for its origin, and a `detail` that is text.
 */
import assert from 'node:assert/strict';
import { administrator, type Reply, send } from '../support/serving.ts';

export const frontEndOrigin = 'http://localhost:5173';

export type Parameters = Readonly<Record<string, string | number | readonly string[] | undefined>>;

export interface OldFrontEnd {
  /** Keeps the access token for everything that follows. */
  signIn(credentials?: object): Promise<Reply>;
  /** @param query an object, which axios serialises, or a query string as it is */
  get(path: string, query?: Parameters | string): Promise<Reply>;
  /** @param json `null` for the requests whose body the front end leaves out: they arrive as the literal `null` */
  send(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, json?: unknown): Promise<Reply>;
  /** The pages of activation and reset send no bearer header. */
  sendAsStranger(path: string, json: unknown): Promise<Reply>;
}

export function openOldFrontEnd(url: string): OldFrontEnd {
  let authorization: string | undefined;

  async function request(method: string, path: string, json?: unknown, asStranger = false): Promise<Reply> {
    const signed: Record<string, string> = authorization === undefined || asStranger ? {} : { authorization };
    const reply = await send(`${url}${path}`, {
      method,
      json,
      // its axios instance names JSON on everything, bodies or not
      headers: { origin: frontEndOrigin, accept: 'application/json', 'content-type': 'application/json', ...signed },
    });
    requireUsable(reply, `${method} ${path}`);
    return reply;
  }

  return {
    async signIn(credentials = administrator) {
      const reply = await request('POST', '/auth/token', credentials, true);
      if (reply.status === 200) authorization = `Bearer ${reply.body.access_token}`;
      return reply;
    },
    get: (path, query = {}) => request('GET', `${path}${typeof query === 'string' ? query : axiosQuery(query)}`),
    send: (method, path, json) => request(method, path, json),
    sendAsStranger: (path, json) => request('POST', path, json, true),
  };
}

function requireUsable({ status, headers, body }: Reply, what: string): void {
  assert.ok(status < 300 || status >= 400, `${what} is redirected (${status} to ${headers.get('location')})`);
  assert.equal(headers.get('access-control-allow-origin'), frontEndOrigin, `${what} ${status}`);
  assert.equal(headers.get('access-control-allow-credentials'), 'true', `${what} ${status}`);
  if (status < 400) return;
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/, what);
  assert.equal(typeof body.detail, 'string', `${what}: ${JSON.stringify(body)}`);
  assert.notEqual(body.detail, '', what);
}

/** As axios 1.x writes parameters: arrays as `name[]`, undefined left out, colons and brackets bare, `+` for a space. */
export function axiosQuery(parameters: Parameters): string {
  const encode = (text: string) =>
    encodeURIComponent(text)
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%5B', '[')
      .replaceAll('%5D', ']')
      .replaceAll('%20', '+');
  const pairs = Object.entries(parameters).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (typeof value === 'object') return value.map((one) => `${encode(`${name}[]`)}=${encode(one)}`);
    return [`${encode(name)}=${encode(String(value))}`];
  });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
