/**
 * Bodies of multipart/form-data, part by part and as streams.
 *
 * Only routes of a scope that accepts forms read them. A form that cannot be read is refused like a body that is no JSON.
 */
import { finished } from 'node:stream/promises';
import type { FastifyMultipartBaseOptions, Multipart } from '@fastify/multipart';
import type { FastifyRequest, FastifySchemaCompiler } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';
import { toDomainError } from './problems.ts';
import type { RouteApp } from './routes.ts';

/** Bodies of this scope are streams: they are checked as they are read, not against their schemas. */
export async function acceptForms(scope: RouteApp, limits: FastifyMultipartBaseOptions['limits']): Promise<void> {
  // loaded with the route: a command that serves nothing needs none of it; files are counted by who reads them
  await scope.register(import('@fastify/multipart'), { throwFileSizeLimit: false, ...(limits && { limits }) });
  const inherited = scope.validatorCompiler as FastifySchemaCompiler<unknown>;
  scope.setValidatorCompiler((part) => (part.httpPart === 'body' ? () => true : inherited(part as never)));
}

/**
 * The parts one after another; the content of a file must be read, or given up, before the next part comes.
 *
 * @throws body-malformed for a form without a boundary, one that breaks off, or a part without a name, body-too-large
 *   for too many parts
 */
export async function* readForm(request: FastifyRequest): AsyncGenerator<Multipart, void, undefined> {
  try {
    for await (const part of request.parts()) {
      // the parser lets such parts through, whatever its types say
      if ((part.fieldname as string | undefined) === undefined) {
        if (part.type === 'file') part.file.resume();
        throw new DomainError('body-malformed', 'A part of the form has no name: its Content-Disposition is not one.');
      }
      // the same of a file without a name, which is a file all the same
      if (part.type === 'file') part.filename = (part.filename as string | undefined) ?? '';
      yield part;
    }
  } catch (error) {
    throw formRefusal(error);
  }
}

/**
 * Reads what is left of a form that is refused, and throws it away: many senders look for the answer only when they have
 * sent everything. Ends at the latest with the route's time limit.
 */
export async function readPast({ raw }: FastifyRequest): Promise<void> {
  raw.unpipe();
  raw.resume();
  // a sender who has gone away needs no answer
  await finished(raw, { writable: false }).catch(() => {});
}

/** What the parser says of a form or of the content of a file in it, as a refusal. */
export function formRefusal(error: unknown): DomainError {
  const refusal = toDomainError(error);
  if (refusal.code !== 'internal') return refusal;
  const detail = 'The form cannot be read: it has no boundary, or breaks off before its end.';
  return new DomainError('body-malformed', detail, {}, { cause: error });
}
