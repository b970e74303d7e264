/** Tables as answers: CSV that goes out as it is read, under a name to keep it by. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';

/** A large file over a slow line. */
export const CSV_TIME_LIMIT_MS = 900_000;

/** What the reference says of such an answer. */
export const csvFile = Type.String({
  description: 'The file, in UTF-8. Texts that a spreadsheet would run are quoted.',
});

/** @param name of the file, without `.csv` @param lines pieces of it, as they come */
export function sendCsv(reply: Pick<FastifyReply, 'type'>, name: string, lines: AsyncIterable<string>): never {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .send(Readable.from(lines)) as never;
}
