/** A web interface as a build leaves it: small, with packed copies, and with what is not for visitors. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** Long enough to be worth packing. */
export const SCRIPT = `console.log(${JSON.stringify('roll-forming '.repeat(200))});\n`;

const page =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="csp-nonce" content="__CSP_NONCE__">' +
  '<title>MillDash</title><script type="module" src="/assets/index-Bx3k_9-Q.js"></script></head><body></body></html>\n';

export const siteContents: Readonly<Record<string, string | Buffer>> = {
  'index.html': page,
  'index.html.br': brotliCompressSync(page),
  'assets/index-Bx3k_9-Q.js': SCRIPT,
  'assets/index-Bx3k_9-Q.js.br': brotliCompressSync(SCRIPT),
  'assets/index-Bx3k_9-Q.js.gz': gzipSync(SCRIPT),
  'assets/index-Bx3k_9-Q.js.map': '{"sources":[]}',
  'assets/style-A1.css': 'body{margin:0}',
  // larger than what it packs
  'assets/style-A1.css.br': Buffer.alloc(100),
  'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'manifest.webmanifest': '{"name":"MillDash"}',
  'sw.js': 'self.addEventListener("fetch", () => {});\n',
  '.vite/manifest.json': '{}',
};

export async function buildSite(folder: string, contents = siteContents): Promise<void> {
  for (const [name, content] of Object.entries(contents)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
