/**
 * `/openapi.json`, `/asyncapi.json` and `/docs`: what the server can do, for programs and for people.
 *
 * All are made at the first question and kept as bytes. The page is whole in itself: its policy lets it load nothing
 * but its own style sheet.
 */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AsyncDescription } from './asyncapi.ts';
import type { DescribedRoute } from './declarations.ts';
import type { OpenApiOptions } from './openapi.ts';
import type { RouteApp } from './routes.ts';

const DOCS_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

interface Prepared {
  readonly tag: string;
  readonly text: string;
}

export interface ReferenceOptions extends OpenApiOptions {
  readonly routes: readonly DescribedRoute[];
  /** What comes and goes beside requests; absent: nothing does. */
  readonly channels?: (() => Promise<AsyncDescription>) | undefined;
}

export function referenceRoutes(options: ReferenceOptions): (app: RouteApp) => void {
  let document: Prepared | undefined;
  let channels: Prepared | undefined;
  let page: Prepared | undefined;
  let style: Prepared | undefined;

  async function describe(): Promise<Record<string, unknown>> {
    const { describeApi } = await import('./openapi.ts');
    return describeApi(options.routes, options);
  }

  return (app) => {
    const config = { permission: 'public' } as const;
    app.get('/openapi.json', { schema: { hide: true }, config }, async (request, reply) => {
      document ??= prepare(JSON.stringify(await describe()));
      return sendPrepared(request, reply.type('application/json; charset=utf-8'), document);
    });
    const { channels: readChannels } = options;
    if (readChannels !== undefined) {
      app.get('/asyncapi.json', { schema: { hide: true }, config }, async (request, reply) => {
        if (channels === undefined) {
          const { describeChannels } = await import('./asyncapi.ts');
          channels = prepare(JSON.stringify(describeChannels(await readChannels(), options)));
        }
        return sendPrepared(request, reply.type('application/json; charset=utf-8'), channels);
      });
    }
    app.get('/docs', { schema: { hide: true }, config }, async (request, reply) => {
      if (page === undefined) {
        const { renderReference } = await import('./reference-page.ts');
        page = prepare(renderReference(await describe()));
      }
      reply.header('content-security-policy', DOCS_POLICY);
      return sendPrepared(request, reply.type('text/html; charset=utf-8'), page);
    });
    app.get('/docs/style.css', { schema: { hide: true }, config }, async (request, reply) => {
      if (style === undefined) style = prepare((await import('./reference-style.ts')).referenceStyle);
      return sendPrepared(request, reply.type('text/css; charset=utf-8'), style);
    });
  };
}

function prepare(text: string): Prepared {
  return { text, tag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
}

function sendPrepared(request: FastifyRequest, reply: FastifyReply, { tag, text }: Prepared): FastifyReply {
  reply.header('etag', tag).header('cache-control', 'no-cache');
  return request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.send(text);
}
