/**
 * Bodies: JSON in UTF-8 and nothing else, unless a route brings a reader of its own.
 *
 * An empty body is no body, whatever the Content-Type says; keys that would reach a prototype are refused, and so is
 * NUL in a text, which PostgreSQL cannot store.
 */
import { isUtf8 } from 'node:buffer';
import { DomainError } from '../../kernel/errors.ts';
import { holdsNul, mayHoldNul, NUL_REFUSED } from '../../kernel/json-nul.ts';
import type { RouteApp } from './routes.ts';

export function readJsonBodies(app: RouteApp): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    if (!isUtf8(body)) {
      done(new DomainError('body-malformed', 'The body is not valid UTF-8.'));
      return;
    }
    const text = body.toString('utf8');
    void parseJson(request, text, (error, value) => {
      if (error !== null) done(new DomainError('body-malformed', malformed(error), {}, { cause: error }));
      else if (mayHoldNul(text) && holdsNul(value)) done(new DomainError('body-malformed', `The body ${NUL_REFUSED}`));
      else done(null, value);
    });
  });
}

/** V8 says where it stumbled ("… at position 12 (line 2 column 3)"); it also quotes the body, which stays out. */
function malformed(error: Error): string {
  const place = /at position \d+(?: \(line \d+ column \d+\))?/.exec(error.message)?.[0];
  return place === undefined ? 'The body is not valid JSON.' : `The body is not valid JSON ${place}.`;
}
