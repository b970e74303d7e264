/** Puts an example on the wire. */
import type { RouteRow } from '../modules/users/access-document.ts';
import type { TestApp } from '../support/app.ts';
import { encodeForm } from '../support/http-client.ts';
import { openLive } from '../support/live-client.ts';
import type { Example } from './examples/example.ts';

export interface ExampleAnswer {
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
}

export async function sendExample(
  { app }: TestApp,
  { method, path }: Pick<RouteRow, 'method' | 'path'>,
  example: Example,
  credentials: Readonly<Record<string, string>>,
): Promise<ExampleAnswer> {
  if (example.socket === true) return openSocket(app, urlOf(path, example), credentials);
  const { headers, payload } = await payloadOf(example);
  const answer = await app.inject({
    method: method as 'POST',
    url: urlOf(path, example),
    headers: { ...headers, ...example.headers, ...credentials },
    ...(payload === undefined ? {} : { payload }),
  });
  return {
    status: answer.statusCode,
    mediaType: String(answer.headers['content-type'] ?? ''),
    text: answer.body,
  };
}

async function openSocket(
  app: TestApp['app'],
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<ExampleAnswer> {
  const listening = app.server.listening ? app.server.address() : undefined;
  const base =
    typeof listening === 'object' && listening !== null
      ? `http://127.0.0.1:${listening.port}`
      : await app.listen({ host: '127.0.0.1', port: 0 });
  const live = await openLive(base, '', { headers, path: url });
  await live.close();
  // what the upgrade is answered with, said as a success
  return { status: 200, mediaType: '', text: '' };
}

/** @throws for a parameter of the path that the example gives no value for */
export function urlOf(path: string, { params = {}, query = {} }: Example): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`The example of ${path} has no value for :${name}.`);
    return encodeURIComponent(String(value).toWellFormed());
  });
  const search = new URLSearchParams(
    Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])),
  ).toString();
  return search === '' ? filled : `${filled}?${search}`;
}

export async function payloadOf({
  body,
  csv,
  form,
}: Example): Promise<{ headers: Record<string, string>; payload?: string | Buffer }> {
  if (form !== undefined) return encodeForm(form);
  if (csv !== undefined) return { headers: { 'content-type': 'text/csv' }, payload: csv };
  if (body === undefined) return { headers: {} };
  return { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body) };
}
