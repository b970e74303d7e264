/**
 * Calls to addresses that people have typed: the one way out for them.
 *
 * A name is resolved by the connection itself and its addresses are checked there, so a name that changes its address
 * between a check and the call (DNS rebinding) gains nothing. No redirect is followed, no proxy of the environment is
 * used, certificates are verified. The whole call has one time limit, and of the answer only the first bytes are read.
 */
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Agent, Dispatcher } from 'undici';
import { createAddressGuard } from './addresses.ts';

export interface OutboundCall {
  /** http or https. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Networks that may be called although they are not public. */
  readonly allowedNetworks: readonly string[];
  /** For the whole call. */
  readonly limitMs: number;
  /** Ends the call from outside. */
  readonly signal?: AbortSignal;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The first bytes of the body, as text. */
  readonly start: string;
}

export interface Outbound {
  /**
   * Sends a POST. Any status is an answer, also a redirect.
   *
   * The status decides what the call came to: where the body breaks off or does not end in time, the answer is there all
   * the same.
   *
   * @throws AddressRefused before anything is sent; else what the system or the time limit says
   */
  post(call: OutboundCall): Promise<OutboundAnswer>;
  /** Ends what is under way and closes the connections. */
  close(): Promise<void>;
}

/** The name leads to no address that may be called. */
export class AddressRefused extends Error {
  constructor(host: string, addresses: readonly string[]) {
    const where = addresses.length === 1 && addresses[0] === host ? host : `${host} (${addresses.join(', ')})`;
    super(`${where} is not a public address, and no network that the factory allows`);
    this.name = 'AddressRefused';
  }
}

export interface OutboundOptions {
  /** How names are resolved; the system's way where absent. */
  readonly lookup?: LookupFunction;
}

/** Bytes of an answer that are kept. */
const START_BYTES = 1_024;
/** Bytes of an answer that are read for the sake of the connection; beyond them it is cut. */
const READ_BYTES = 16_384;
const CONNECT_LIMIT_MS = 5_000;
/** Connections to one origin. */
const CONNECTIONS_EACH = 4;
/** Connections are kept open this long: a name that moves is resolved anew soon. */
const IDLE_MS = 4_000;

export function createOutbound({ lookup = systemLookup as LookupFunction }: OutboundOptions = {}): Outbound {
  let agent: { readonly key: string; readonly made: Promise<Agent> } | undefined;

  /** One for each list of networks: connections that an older list allowed are not used any more. */
  function agentFor(allowed: readonly string[]): Promise<Agent> {
    const key = allowed.join(' ');
    if (agent?.key === key) return agent.made;
    void agent?.made.then((old) => old.close());
    agent = { key, made: createAgent(guardedLookup(lookup, allowed)) };
    return agent.made;
  }

  return {
    async post({ url, headers, body, allowedNetworks, limitMs, signal }) {
      const host = url.hostname.replace(/^\[|\]$/g, '');
      // an address is not looked up
      if (isIP(host) !== 0 && !createAddressGuard(allowedNetworks)(host)) throw new AddressRefused(host, [host]);
      const dispatcher = await agentFor(allowedNetworks);
      const ends = AbortSignal.any([AbortSignal.timeout(limitMs), ...(signal === undefined ? [] : [signal])]);
      const answer = await dispatcher.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers,
        body,
        signal: ends,
      });
      return { status: answer.statusCode, headers: answer.headers, start: await startOf(answer.body) };
    },
    async close() {
      const open = agent;
      agent = undefined;
      await (await open?.made)?.destroy();
    },
  };
}

/** Only who calls out loads the client. */
async function createAgent(lookup: LookupFunction): Promise<Agent> {
  const { Agent } = await import('undici');
  return new Agent({
    connect: { lookup, timeout: CONNECT_LIMIT_MS },
    connections: CONNECTIONS_EACH,
    pipelining: 1,
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
    maxHeaderSize: 16_384,
  });
}

/** Gives the connection only addresses that may be called. */
function guardedLookup(lookup: LookupFunction, allowed: readonly string[]): LookupFunction {
  const mayCall = createAddressGuard(allowed);
  return (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      const addresses = Array.isArray(found) ? found : [];
      const callable = addresses.filter(({ address }) => mayCall(address));
      const [first] = callable;
      if (error !== null) done(error, '', 0);
      else if (first === undefined) done(refusedAs(host, addresses), '', 0);
      else if (options.all === true) done(null, callable);
      else done(null, first.address, first.family);
    });
}

function refusedAs(host: string, addresses: readonly { readonly address: string }[]): NodeJS.ErrnoException {
  return new AddressRefused(
    host,
    addresses.map(({ address }) => address),
  );
}

async function startOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let kept = 0;
  let read = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      read += chunk.length;
      if (kept < START_BYTES) {
        const piece = chunk.subarray(0, START_BYTES - kept);
        chunks.push(piece);
        kept += piece.length;
      }
      // leaving the loop destroys the body, and the connection with it
      if (read > READ_BYTES) break;
    }
  } catch {
    // the status has been told: what broke off behind it changes nothing
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
