/** What a service worker has beside what a page has: the part that ours uses, and what the build writes into it. */

export interface Build {
  /** Names the bytes of all files of the build. */
  readonly version: string;
  /** Paths of all files but the page. */
  readonly files: readonly string[];
  /** Files that the page of this build names, and the page of another one does not. */
  readonly named: readonly string[];
  /** At and below them the API answers. */
  readonly programPaths: readonly string[];
}

interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface RequestEvent extends LastingEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

export interface WorkerScope {
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: LastingEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void;
  skipWaiting(): Promise<void>;
}
