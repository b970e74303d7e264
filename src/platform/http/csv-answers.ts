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

/**
 * The head of the table and its first page are read before anything is answered: what refuses them is a refusal, and not a
 * file that breaks off.
 *
 * @param name of the file, without `.csv`
 * @param lines pieces of it, as they come; the first one is the head
 * @throws what the first pieces throw
 */
export async function sendCsv(
  reply: Pick<FastifyReply, 'type'>,
  name: string,
  lines: AsyncIterable<string>,
): Promise<never> {
  const pieces = lines[Symbol.asyncIterator]();
  const [head, page] = [await pieces.next(), await pieces.next()];
  const begun = [head, page].flatMap(({ done, value }) => (done === true ? [] : [value as string]));
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .send(Readable.from(continued(begun, pieces))) as never;
}

async function* continued(begun: readonly string[], pieces: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    yield* begun;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
  } finally {
    // a reader who goes away ends what is read for it
    await pieces.return?.();
  }
}
