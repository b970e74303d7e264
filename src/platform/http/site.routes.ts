/**
 * The built web interface: its files, each a route of its own, and its one page for every address that it may have.
 *
 * Nothing of it is counted against a caller: a floor of tablets behind one address that reloads, after a power cut say,
 * must not lock itself out; an answer from memory costs less than looking who asks; and what is missing is counted as
 * ever. The page has no tag and is never 304: its nonce is new with every answer, and must be that of the policy beside it.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { namesTag } from './contents.ts';
import { methodsAt } from './not-found.ts';
import { prefersHtml, qualityOf } from './preferences.ts';
import { programPaths } from './program-paths.ts';
import type { RouteApp } from './routes.ts';
import type { SiteBody, SiteFile, SiteFiles } from './site-files.ts';

/** What is not there is a problem document, whatever the caller prefers. */
const ofPrograms = [...programPaths, '/assets'];
/** By which the page is known beside `/`, for who keeps it to work without the server. */
const PAGE_PATH = '/index.html';
const SERVICE_WORKER = '/sw.js';
/** Host and port as they may stand in a policy. */
const plainHost = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;
const PERMISSIONS = 'camera=(self), geolocation=(), microphone=()';

export interface Site {
  /** Mounts the files. */
  mount(app: RouteApp): void;
  /** Sends the page where the caller prefers one to data; false: it has not answered. Says in `Vary` that it looked. */
  answers(request: FastifyRequest, reply: FastifyReply): boolean;
  /** The same for a request that no route answers; false also where the address is of programs, or of another method. */
  answersUnrouted(app: RouteApp, request: FastifyRequest, reply: FastifyReply): boolean;
}

export function createSite({ page, files }: SiteFiles): Site {
  function sendPage(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const nonce = randomBytes(18).toString('base64url');
    reply.headers({
      'content-security-policy': pagePolicy(nonce, ownAddresses(request)),
      'permissions-policy': PERMISSIONS,
      'cache-control': 'no-cache',
    });
    return reply.type('text/html; charset=utf-8').send(Buffer.from(page.join(nonce)));
  }

  function answers(request: FastifyRequest, reply: FastifyReply): boolean {
    reply.header('vary', 'Origin, Accept');
    if (!prefersHtml(request.raw.headers.accept)) return false;
    sendPage(request, reply);
    return true;
  }

  return {
    answers,
    mount(app) {
      const options = {
        schema: { hide: true },
        config: { permission: 'public', unlimited: true, tolerant: true },
      } as const;
      app.get(PAGE_PATH, options, async (request, reply) => sendPage(request, reply));
      for (const [path, file] of files) {
        app.get(path, options, async (request, reply) => {
          if (path === SERVICE_WORKER) reply.header('service-worker-allowed', '/');
          return sendFile(request, reply, file);
        });
      }
    },
    answersUnrouted(app, request, reply) {
      const [path = '/'] = request.url.split('?', 1);
      const reads = request.method === 'GET' || request.method === 'HEAD';
      if (!reads || ofPrograms.some((of) => path === of || path.startsWith(`${of}/`))) return false;
      return methodsAt(app, path).length === 0 && answers(request, reply);
    },
  };
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: SiteFile): FastifyReply {
  const { 'accept-encoding': encodings, 'if-none-match': known } = request.raw.headers;
  const { encoding, bytes } = bodyFor(file, encodings);
  const tag = `"${file.tag}${encoding === undefined ? '' : `-${encoding}`}"`;
  reply.headers({ etag: tag, 'cache-control': file.cacheControl, vary: 'Origin, Accept-Encoding' });
  // a worker is held to the policy that came with its script, not to that of the page
  if (file.mediaType.startsWith('text/javascript')) {
    reply.header('content-security-policy', workerPolicy(ownAddresses(request)));
  }
  if (known !== undefined && namesTag(known, tag)) return reply.code(304).send();
  if (encoding !== undefined) reply.header('content-encoding', encoding);
  return reply.type(file.mediaType).send(bytes);
}

function bodyFor({ bodies }: SiteFile, accepted: string | string[] | undefined): SiteBody {
  const fits = ({ encoding }: SiteBody) => encoding === undefined || qualityOf(String(accepted), encoding) > 0;
  return bodies.find(fits) as SiteBody;
}

/** What a page of ours may call. `'self'` alone keeps WebSockets out in older browsers. */
function ownAddresses({ host }: FastifyRequest): string {
  return plainHost.test(host) ? `'self' ws://${host} wss://${host}` : "'self'";
}

function pagePolicy(nonce: string, addresses: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${addresses}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "media-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function workerPolicy(addresses: string): string {
  return `default-src 'none'; script-src 'self'; connect-src ${addresses}; frame-ancestors 'none'`;
}
