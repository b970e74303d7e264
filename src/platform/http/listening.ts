/**
 * Opening and closing the door to the network.
 *
 * Stopping is gentle: ready turns 503 at once, no new connection is taken, what is being answered is finished within
 * the grace, then everything is cut.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../logging/index.ts';
import { createServer } from './node-http.ts';
import type { RouteApp } from './routes.ts';
import { isWebSocketUpgrade } from './upgrades.ts';

/** What one connection may cost. */
export interface ConnectionLimits {
  /** Sockets held at once: below what the system gives a process, with room for files and the database. */
  readonly connectionsMax: number;
  /** How long the first line and the headers of a request may take. */
  readonly headersMs: number;
  /** How often slow requests are looked for. */
  readonly slowCheckMs: number;
  /** A whole request, also the longest upload; what usual requests may take is limited by each route. */
  readonly longestRequestMs: number;
  /** A connection on which nothing moves. */
  readonly silenceMs: number;
}

export const defaultConnectionLimits: ConnectionLimits = {
  connectionsMax: 8_192,
  headersMs: 15_000,
  slowCheckMs: 5_000,
  longestRequestMs: 3_600_000,
  silenceMs: 120_000,
};

/** Connections that wait to be taken: all screens of a plant come back at once. The system may allow fewer. */
const KNOCKING_MAX = 4_096;
/** While stopping: how long an answered connection may stay. */
const IDLE_SWEEP_MS = 50;

export interface Listening {
  /** The port that was really taken. */
  readonly port: number;
  /** `http://127.0.0.1:8000`, one for each address that is listened on. */
  readonly urls: readonly string[];
}

/**
 * Listens on `host`; where that is the loopback address, on the other loopback address too, so that `localhost`
 * reaches us however it is resolved.
 */
export async function listen(app: RouteApp, host: string, port: number, log: Logger): Promise<Listening> {
  const loopback = host === 'localhost' || host === '127.0.0.1';
  await app.listen({ host: loopback ? '127.0.0.1' : host, port, backlog: KNOCKING_MAX });
  const taken = (app.server.address() as AddressInfo).port;
  const urls = [urlOf(app.server)];
  if (loopback) {
    const second = secondServer(app);
    try {
      await startListening(second, '::1', taken);
      app.addressesBeside.push(second);
      urls.push(urlOf(second));
    } catch (error) {
      log.debug({ err: error }, 'Not listening on ::1: this machine has no IPv6 loopback or the port is taken there');
    }
  }
  return { port: taken, urls };
}

/** As patient as the first. */
function secondServer(app: RouteApp): Server {
  const first = app.server;
  const second = createServer({
    headersTimeout: first.headersTimeout,
    connectionsCheckingInterval: defaultConnectionLimits.slowCheckMs,
    shouldUpgradeCallback: isWebSocketUpgrade,
  });
  second.requestTimeout = first.requestTimeout;
  second.keepAliveTimeout = first.keepAliveTimeout;
  second.setTimeout(first.timeout);
  second.maxConnections = first.maxConnections;
  second.on('request', app.routing);
  second.on('checkExpectation', app.routing);
  second.on('upgrade', (...event) => void app.server.emit('upgrade', ...event));
  second.on('clientError', (...event) => void app.server.emit('clientError', ...event));
  return second;
}

function startListening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: KNOCKING_MAX }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function urlOf(server: Server): string {
  const { address, port } = server.address() as AddressInfo;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** Stops within `graceMs`. Returns true when every request under way was finished in time. */
export async function stopListening(app: RouteApp, graceMs: number): Promise<boolean> {
  app.drain();
  let inTime = true;
  const servers = [app.server, ...app.addressesBeside];
  const timer = setTimeout(() => {
    inTime = false;
    for (const server of servers) server.closeAllConnections();
  }, graceMs);
  // a connection that is kept alive becomes idle when its last answer is out, not before
  const sweep = setInterval(() => {
    for (const server of servers) server.closeIdleConnections();
  }, IDLE_SWEEP_MS);
  try {
    await Promise.all([app.close(), ...app.addressesBeside.map(closed)]);
  } finally {
    clearTimeout(timer);
    clearInterval(sweep);
  }
  return inTime;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => void server.once('close', resolve));
}
