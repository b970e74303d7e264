/** A served MillDash as other programs see it: a process of its own, with an administrator, asked over real HTTP. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  type Finished,
  type MilldashOptions,
  newFolder,
  type RunningMilldash,
  runMilldash,
  startMilldash,
} from './milldash-process.ts';

export const administrator = { email: 'ada@northmills.example', password: 'kiwi lantern orbit 88' } as const;

export interface Serving extends RunningMilldash {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Another command on the same database and data folder, for example `load`. */
  run(args: readonly string[], stdin?: string): Promise<Finished>;
  start(args: readonly string[]): RunningMilldash;
  /** SIGTERM, and what became of it. */
  stop(): Promise<Finished>;
}

export interface ServingOptions extends MilldashOptions {
  /** Default: a SQLite file in the folder. */
  readonly databaseUrl?: string | undefined;
}

/** Serves on a free port. On a database without users {@link administrator} is made, unless `env` says otherwise. */
export async function serveMilldash(options: ServingOptions = {}): Promise<Serving> {
  const folder = options.folder ?? newFolder();
  const env = {
    PORT: '0',
    // a tenth of a second of every start, for the few tests that ask for it
    MQTT_EMBEDDED: 'false',
    MQTT_PORT: '0',
    DATA_DIR: `${folder}/data`,
    ADMIN_EMAIL: administrator.email,
    ADMIN_PASSWORD: administrator.password,
    ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
    ...options.env,
  };
  const command = startMilldash(['serve'], { ...options, folder, env });
  const [, url = ''] = await command.untilPrinted(/Listening on (http:\/\/127\.0\.0\.1:\d+)/);
  return {
    ...command,
    url,
    run: (args, stdin = '') => runMilldash(args, { folder, env, stdin }),
    start: (args) => startMilldash(args, { folder, env }),
    async stop() {
      command.child.kill('SIGTERM');
      return command.finished;
    },
  };
}

/** Uploads a CSV file of status periods. */
export function uploadPeriods(url: string, asker: Asker, file: string): Promise<Reply> {
  return uploadPeriodsText(url, asker, basename(file), readFileSync(file, 'utf8'));
}

/** {@link uploadPeriods} of what is no file yet. */
export function uploadPeriodsText(url: string, asker: Asker, name: string, csv: string): Promise<Reply> {
  const headers = { ...asker.headers, 'content-type': 'text/csv' };
  return send(`${url}/api/v1/ingestion/status-periods?file_name=${name}`, { method: 'POST', headers, body: csv });
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it came. */
  readonly text: string;
  /** Parsed JSON; the text itself where it is none; null for an empty body. */
  // tests look into answers of every shape
  readonly body: any;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; `null` is sent as the literal `null`. Absent: no body. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string | ReadableStream<Uint8Array> | FormData;
}

/** One request; a redirect is an answer, not a way. */
export async function send(url: string, { method = 'GET', headers = {}, json, body }: Sent = {}): Promise<Reply> {
  const payload = json === undefined ? body : JSON.stringify(json);
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(payload === undefined ? {} : { body: payload }),
    ...(payload instanceof ReadableStream ? { duplex: 'half' } : {}),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text === '' ? null : parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A person who signed in, or a program with a key: asks with its credentials. */
export interface Asker {
  readonly headers: Readonly<Record<string, string>>;
  ask(method: string, path: string, json?: unknown): Promise<Reply>;
  /** GET that has to succeed. @returns the body */
  // tests look into answers of every shape
  read(path: string): Promise<any>;
}

export function askerAt(url: string, headers: Readonly<Record<string, string>>): Asker {
  const ask = (method: string, path: string, json?: unknown) => send(`${url}${path}`, { method, headers, json });
  return {
    headers,
    ask,
    async read(path) {
      const { status, body } = await ask('GET', path);
      assert.equal(status, 200, `GET ${path}: ${JSON.stringify(body)}`);
      return body;
    },
  };
}

export interface SignedIn extends Asker {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export async function signIn(url: string, credentials: object = administrator): Promise<SignedIn> {
  const { status, body } = await send(`${url}/auth/token`, { method: 'POST', json: credentials });
  assert.equal(status, 200, JSON.stringify(body));
  return {
    ...askerAt(url, { authorization: `Bearer ${body.access_token}` }),
    accessToken: body.access_token,
    refreshToken: body.refresh_token,
  };
}
