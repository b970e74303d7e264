/**
 * Contents of files as answers: whole, in part (RFC 9110, 14), or not at all where the caller has them.
 *
 * A content never changes under its tag. Browsers are told what it is and may neither guess nor run anything of it.
 */
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';

export interface Content {
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** Names the content: other bytes have another tag. Without quotes. */
  readonly tag: string;
  /** As of RFC 9111. */
  readonly cacheControl: string;
  /** As of RFC 6266. */
  readonly disposition: string;
  /** Both ends included; undefined: all of it. */
  readonly open: (range: { readonly first: number; readonly last: number } | undefined) => Promise<Readable>;
}

/** @throws range-unsatisfiable, and what `open` throws */
export async function sendContent(request: FastifyRequest, reply: FastifyReply, content: Content): Promise<unknown> {
  const tag = `"${content.tag}"`;
  reply.headers({
    etag: tag,
    'cache-control': content.cacheControl,
    'accept-ranges': 'bytes',
    'content-disposition': content.disposition,
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
  });
  const { 'if-none-match': known, range: wanted, 'if-range': condition } = request.raw.headers;
  if (known !== undefined && namesTag(known, tag)) return reply.code(304).send();
  const range = condition === undefined || condition === tag ? rangeOf(wanted, content.sizeBytes) : undefined;
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${content.sizeBytes}`);
    throw new DomainError(
      'range-unsatisfiable',
      `The file has ${content.sizeBytes} bytes; the range begins behind them.`,
    );
  }
  const stream = await content.open(range);
  stream.once('error', (error) => {
    // of one who went away nobody has to know, and what has not begun is answered as a failure
    if (!reply.raw.destroyed && reply.raw.headersSent) request.server.logBrokenAnswer(request, reply, error);
  });
  reply.type(content.mediaType);
  if (range === undefined) return reply.header('content-length', content.sizeBytes).send(stream);
  return reply
    .code(206)
    .header('content-range', `bytes ${range.first}-${range.last}/${content.sizeBytes}`)
    .header('content-length', range.last - range.first + 1)
    .send(stream);
}

export function namesTag(header: string, tag: string): boolean {
  return header.split(',').some((one) => ['*', tag].includes(one.trim().replace(/^W\//, '')));
}

type Range = { readonly first: number; readonly last: number };

/** One range; several, and what is none, are answered with the whole, as the RFC allows. */
export function rangeOf(header: string | undefined, sizeBytes: number): Range | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  if (from === '') {
    const length = Math.min(Number(to), sizeBytes);
    return length === 0 ? 'unsatisfiable' : { first: sizeBytes - length, last: sizeBytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== '' && Number(to) < first) return undefined;
  return first >= sizeBytes ? 'unsatisfiable' : { first, last };
}
