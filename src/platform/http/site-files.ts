/**
 * The files of the built web interface, read once at the start.
 *
 * A fixed list, in memory: no path of a request ever reaches the file system, and page and assets stay of one build while a
 * newer one is put in their place. That is why no library for static files is used, which would look for what is asked.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

export interface SiteFile {
  readonly mediaType: string;
  /** Names the content: other bytes have another tag. Without quotes. */
  readonly tag: string;
  /** As of RFC 9111. */
  readonly cacheControl: string;
  /** The smallest first; the last is the file as it is. */
  readonly bodies: readonly SiteBody[];
}

export interface SiteBody {
  /** As of `Content-Encoding`; undefined: none. */
  readonly encoding: 'br' | 'gzip' | undefined;
  readonly bytes: Buffer;
}

export interface SiteFiles {
  /** `index.html`, cut where the nonce of an answer goes. */
  readonly page: readonly string[];
  /** All others, by the path that they are asked for: `/assets/index-Bx3k.js`. */
  readonly files: ReadonlyMap<string, SiteFile>;
}

/** What the build writes where a nonce goes. */
const NONCE_PLACE = '__CSP_NONCE__';
const PAGE = 'index.html';
/** The build names these after their content, so that one name never has other bytes. */
const NAMED_BY_CONTENT = '/assets/';
const packed = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;
/** For those who build, not for those who look. */
const leftOut = /(^|\/)\.|\.(map|br|gz)$/;
/** What stands in a path as it is. */
const plainPath = /^(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/;

const mediaTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
};

/**
 * @returns undefined where the folder is not there or has no `index.html`
 * @throws for a file whose kind or name is not served: the build has to mend that
 */
export async function readSite(folder: string): Promise<SiteFiles | undefined> {
  const page = await textOf(join(folder, PAGE));
  if (page === undefined) return undefined;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const there = new Set(names);
  const served = names.filter((name) => name !== PAGE && !leftOut.test(name));
  const files = await Promise.all(
    served.map(async (name) => [`/${name}`, await readSiteFile(folder, name, there)] as const),
  );
  return { page: page.split(NONCE_PLACE), files: new Map(files) };
}

async function readSiteFile(folder: string, name: string, there: ReadonlySet<string>): Promise<SiteFile> {
  const path = `/${name}`;
  const mediaType = mediaTypes[extname(name)];
  if (mediaType === undefined || !plainPath.test(path)) {
    throw new Error(
      `${join(folder, name)} is no file of a web interface. Allowed: plain names that end in ${Object.keys(mediaTypes).join(', ')}.`,
    );
  }
  const bytes = await readFile(join(folder, name));
  const smaller: SiteBody[] = [];
  for (const [encoding, ending] of packed) {
    if (!there.has(name + ending)) continue;
    const body = { encoding, bytes: await readFile(join(folder, name + ending)) };
    if (body.bytes.length < bytes.length) smaller.push(body);
  }
  return {
    mediaType,
    tag: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
    cacheControl: path.startsWith(NAMED_BY_CONTENT) ? 'public, max-age=31536000, immutable' : 'no-cache',
    bodies: [...smaller.toSorted((a, b) => a.bytes.length - b.bytes.length), { encoding: undefined, bytes }],
  };
}

/** Undefined where there is no such file. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
