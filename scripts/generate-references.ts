/**
 * Writes what is generated from the code: docs/reference/openapi.json and asyncapi.json, docs/reference/configuration.md,
 * .env.example.
 *
 * With `--check` it writes nothing and fails when one of them differs from what the code says now. The documents of routes
 * and channels are those that MillDash serves, on a database of its own that is thrown away.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createApp } from '../src/app.ts';
import { loadConfig, renderConfigurationTable, renderEnvExample } from '../src/config/index.ts';

const root = new URL('..', import.meta.url).pathname;

/** What it answers at each address. */
async function served(...addresses: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'milldash-references-'));
  try {
    const app = await createApp(loadConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent' }));
    try {
      const texts: string[] = [];
      for (const address of addresses) {
        const answer = await app.server.inject(address);
        if (answer.statusCode !== 200) throw new Error(`${address} answered ${answer.statusCode}: ${answer.body}`);
        texts.push(`${JSON.stringify(answer.json(), null, 2)}\n`);
      }
      return texts;
    } finally {
      await app.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [openApi = '', asyncApi = ''] = await served('/openapi.json', '/asyncapi.json');
const references: Readonly<Record<string, string>> = {
  '.env.example': renderEnvExample(),
  'docs/reference/configuration.md': renderConfigurationTable(),
  'docs/reference/openapi.json': openApi,
  'docs/reference/asyncapi.json': asyncApi,
};

const checking = process.argv.includes('--check');
for (const [file, wanted] of Object.entries(references)) {
  const path = join(root, file);
  const present = await readFile(path, 'utf8').catch(() => undefined);
  if (present === wanted) continue;
  if (checking) {
    console.error(
      `${file} is ${present === undefined ? 'missing' : 'not what the code says'}: run "npm run generate".`,
    );
    process.exitCode = 1;
  } else {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, wanted);
    console.log(`${file} written`);
  }
}
