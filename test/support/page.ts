/** A page of the web interface as its browser is: keeps cookies by name and path, and says where its requests come from. */
import { parseSetCookie, type SetCookie } from 'cookie';
import { type Reply, send } from './serving.ts';

export interface Page {
  /** What the browser holds, by name. */
  readonly cookies: ReadonlyMap<string, SetCookie>;
  /** `Set-Cookie` of the last answer, as it came. */
  lastSet(): readonly string[];
  ask(method: string, path: string, json?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** Headers that the browser adds to a request for this path. */
  headersFor(path: string): Record<string, string>;
  forget(name: string): void;
  /** Takes an older value back, as a browser does whose answer got lost. */
  remember(cookie: SetCookie): void;
}

/** @param base `http://127.0.0.1:…`, of which the page is one */
export function openPage(base: string): Page {
  const cookies = new Map<string, SetCookie>();
  let last: readonly string[] = [];

  function headersFor(path: string): Record<string, string> {
    const sent = [...cookies.values()].filter((cookie) => path.startsWith(cookie.path ?? '/'));
    const cookie = sent.map(({ name, value }) => `${name}=${value}`).join('; ');
    return { origin: base, 'sec-fetch-site': 'same-origin', ...(cookie === '' ? {} : { cookie }) };
  }

  return {
    cookies,
    lastSet: () => last,
    headersFor,
    forget: (name) => void cookies.delete(name),
    remember: (cookie) => void cookies.set(cookie.name, cookie),
    async ask(method, path, json, headers = {}) {
      const reply = await send(`${base}${path}`, { method, json, headers: { ...headersFor(path), ...headers } });
      last = reply.headers.getSetCookie();
      for (const cookie of last.map((text) => parseSetCookie(text))) {
        if (cookie.maxAge === 0) cookies.delete(cookie.name);
        else cookies.set(cookie.name, cookie);
      }
      return reply;
    },
  };
}
