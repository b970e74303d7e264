/** What an example request is: one row of the files beside this one. */
import type { Permission } from '../../../src/kernel/access.ts';
import type { Given } from '../given.ts';

export interface Example {
  /** Values of the path's parameters; each is percent-encoded. */
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a CSV file, instead of JSON. */
  readonly csv?: string;
  /** Sent as `multipart/form-data`, instead of JSON. */
  readonly form?: FormData;
  /** Sent besides, whoever asks: what a browser says by itself. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent instead of the caller's own session: for what ends a session or changes an account. */
  readonly credentials?: { readonly authorization: string };
  /** An allowed change that leaves no audit entry; `because` says why, to whoever reads the example. */
  readonly unaudited?: { readonly of: 'everybody' | 'programs'; readonly because: string };
  /** It is no request but a WebSocket: what succeeds is the upgrade. */
  readonly socket?: true;
  /** Its answer is a stream, which goes on as the line takes it. */
  readonly stream?: true;
  /** A program's key needs this scope besides: without it the request is forbidden, with it allowed. */
  readonly programsNeed?: { readonly scope: Permission; readonly because: string };
}

/**
 * `METHOD /path/:id`, as docs/access.md writes it → a request that succeeds and, unless it is a GET, changes something.
 *
 * A function makes what the request needs; it is called anew for each caller.
 */
export type Examples = Readonly<Record<string, Example | ((given: Given) => Promise<Example>)>>;
