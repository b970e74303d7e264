/** Requests to the app of a test as one person, with the answer read. */
import type { RouteApp } from '../../src/platform/http/index.ts';

export interface Answer {
  readonly status: number;
  /** Parsed JSON; null for an empty body. */
  // tests look into answers of every shape
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

export type Send = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  body?: object,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>;

/** @param credentials headers of every request; those of a call come on top */
export function clientOf(app: RouteApp, credentials: Readonly<Record<string, string>>): Send {
  return async (method, url, body, headers = {}) => {
    const response = await app.inject({
      method,
      url,
      headers: { ...credentials, ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    return {
      status: response.statusCode,
      body: response.body === '' ? null : response.json(),
      headers: response.headers,
    };
  };
}

/** `409 name-taken`: what a refusal comes down to; `200` alone for what was done. */
export function outcomeOf({ status, body }: Answer): string {
  return body?.code === undefined ? String(status) : `${status} ${body.code}`;
}

/** A form as a browser puts it on the wire. */
export async function encodeForm(form: FormData): Promise<{ headers: { 'content-type': string }; payload: Buffer }> {
  const encoded = new Response(form);
  return {
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
    payload: Buffer.from(await encoded.arrayBuffer()),
  };
}
