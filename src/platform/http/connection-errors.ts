/** What goes wrong before there is a request: answered on the bare socket, as a problem document too. */

import type { Socket } from 'node:net';
import { DomainError, type ErrorCode } from '../../kernel/errors.ts';
import { problemsByCode } from './error-statuses.ts';
import { STATUS_CODES } from './node-http.ts';
import { PROBLEM_MEDIA_TYPE, toProblem } from './problems.ts';

const refusals: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'The request took too long to arrive.'],
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'The headers of the request are too large.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['body-too-large', 'The chunk extensions of the body are too large.'],
};

export function answerConnectionError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const [code, detail] = refusals[error.code ?? ''] ?? ['request-malformed', 'This is not a valid HTTP request.'];
  const { status } = problemsByCode[code];
  const body = JSON.stringify(toProblem(new DomainError(code, detail), undefined));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
