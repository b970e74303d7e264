/**
 * Server-sent events: an answer that does not end.
 *
 * Nothing of it may be kept or held back on the way, so it says so to caches and proxies.
 */
import type { ServerResponse } from 'node:http';
import type { Connection, Connections, Guest } from './connections.ts';
import type { Outlet } from './outlets.ts';

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // nginx would gather the answer
  'x-accel-buffering': 'no',
} as const;

/** A browser that loses the line comes back after as long. */
const RETRY_MS = 2_000;

export interface EventStreams {
  /**
   * Answers with a stream; undefined where the client has gone before it was known what to answer.
   *
   * @param standing headers that every answer carries
   */
  open(response: ServerResponse, standing: Readonly<Record<string, unknown>>, guest: Guest): Connection | undefined;
}

export function createEventStreams(connections: Connections): EventStreams {
  return {
    open(response, standing, guest) {
      // it has told that it closes, and tells it once
      if (response.destroyed) return undefined;
      response.writeHead(200, { ...(standing as Record<string, string>), ...headers });
      response.write(`retry: ${RETRY_MS}\n\n`);
      const connection = connections.open(
        guest,
        outletOf(response, () => connection.heard()),
      );
      response.on('close', () => connections.closed(connection));
      response.on('error', () => response.destroy());
      return connection;
    },
  };
}

/** @param heard where a client never says anything: that a line takes what is written is all that shows it is there */
function outletOf(response: ServerResponse, heard: () => void): Outlet {
  let sentBytes = 0;
  const isOpen = () => !response.writableEnded && !response.destroyed;
  return {
    get bufferedBytes() {
      return response.writableLength;
    },
    get writtenBytes() {
      return sentBytes - response.writableLength;
    },
    send(frame) {
      if (!isOpen()) return;
      sentBytes += frame.length;
      response.write(frame);
    },
    whenDrained(call) {
      if (response.destroyed || !response.writableNeedDrain) {
        setImmediate(call);
        return;
      }
      const done = () => {
        response.off('drain', done).off('close', done);
        call();
      };
      response.on('drain', done).on('close', done);
    },
    ping() {
      if (isOpen() && response.writableLength === 0) response.write(': still here\n\n', () => heard());
    },
    end(ending, detail) {
      if (!isOpen()) return;
      const stuck = response.writableLength > 0;
      if (ending !== 'done') {
        response.write(`event: end\ndata: ${JSON.stringify({ reason: ending, detail })}\n\n`);
      }
      response.end();
      if (stuck) response.destroy();
    },
  };
}
