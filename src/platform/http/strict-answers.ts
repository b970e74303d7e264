/** For tests: a success whose status or `Location` the route does not describe is an error, so that the reference stays whole. */
import { DomainError } from '../../kernel/errors.ts';
import { schemaOf } from './declarations.ts';
import type { RouteApp } from './routes.ts';

const FIRST_FAILURE = 400;

export function requireDeclaredAnswers(app: RouteApp): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const { url, schema, config } = request.routeOptions;
    const hidden = schema?.hide === true;
    const described = schemaOf({ schema: schema ?? {} }).response;
    const status = reply.statusCode;
    const unrouted = url === undefined || hidden || request.method === 'OPTIONS';
    if (status === 201 && !unrouted && reply.hasHeader('location') !== (config.location === true)) {
      done(new DomainError('internal', `${request.method} ${url} and its config.location do not say the same.`));
      return;
    }
    if (unrouted || status >= FIRST_FAILURE || status === 304 || described?.[status] !== undefined) {
      done(null, payload);
      return;
    }
    done(
      new DomainError('internal', `${request.method} ${url} answered ${status}, which its schema does not describe.`),
    );
  });
}
