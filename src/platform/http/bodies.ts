/**
 * Bodies: JSON in UTF-8 and nothing else, unless a route brings a reader of its own.
 *
 * An empty body is no body, whatever the Content-Type says; keys that would reach a prototype are refused.
 */
import { isUtf8 } from 'node:buffer';
import { DomainError } from '../../kernel/errors.ts';
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
    void parseJson(request, body.toString('utf8'), (error, value) => {
      if (error === null) done(null, value);
      else done(new DomainError('body-malformed', malformed(error), {}, { cause: error }));
    });
  });
}

/** V8 says where it stumbled ("… at position 12 (line 2 column 3)"); it also quotes the body, which stays out. */
function malformed(error: Error): string {
  const place = /at position \d+(?: \(line \d+ column \d+\))?/.exec(error.message)?.[0];
  return place === undefined ? 'The body is not valid JSON.' : `The body is not valid JSON ${place}.`;
}
