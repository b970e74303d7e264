import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import { ConfigurationError, keepSecretKey, loadConfig, readConfig, secretKeyFile } from '../../src/config/index.ts';

const folders: string[] = [];
after(() => folders.forEach((folder) => void rmSync(folder, { recursive: true, force: true })));

function newDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'milldash-key-'));
  folders.push(folder);
  return join(folder, 'data');
}

describe('the secret key', () => {
  test('is made once, readable by its owner only, and kept', () => {
    const DATA_DIR = newDataDir();
    const { secretKey } = loadConfig({ DATA_DIR });
    assert.ok(secretKey.length >= 64);
    assert.equal(statSync(secretKeyFile(DATA_DIR)).mode & 0o777, 0o600);
    assert.equal(statSync(DATA_DIR).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(DATA_DIR), ['secret.key']);
    assert.equal(loadConfig({ DATA_DIR }).secretKey, secretKey);
  });

  test('of the environment wins, and none is written', () => {
    const DATA_DIR = newDataDir();
    assert.equal(loadConfig({ DATA_DIR, SECRET_KEY: 's'.repeat(32) }).secretKey, 's'.repeat(32));
    assert.deepEqual(readdirSync(DATA_DIR), []);
  });

  test('is not made by a look at the configuration', () => {
    const DATA_DIR = newDataDir();
    assert.equal(readConfig({ DATA_DIR }).secretKey, undefined);
    assert.ok(!existsSync(DATA_DIR));
  });

  test('that is too short in its file stops the start', () => {
    const DATA_DIR = newDataDir();
    keepSecretKey(DATA_DIR);
    writeFileSync(secretKeyFile(DATA_DIR), 'short\n');
    assert.throws(
      () => loadConfig({ DATA_DIR }),
      (error) => error instanceof ConfigurationError && /fewer than 32/.test(error.message),
    );
  });

  test('in a file that others may read is warned of', () => {
    const DATA_DIR = newDataDir();
    keepSecretKey(DATA_DIR);
    chmodSync(secretKeyFile(DATA_DIR), 0o644);
    assert.match(loadConfig({ DATA_DIR }).warnings.join(), /can be read by others.*chmod 600/);
  });

  test('that has no folder stops the start with the reason', () => {
    const DATA_DIR = newDataDir();
    writeFileSync(DATA_DIR, 'a file where the folder should be');
    assert.throws(
      () => loadConfig({ DATA_DIR }),
      (error) => error instanceof ConfigurationError && /DATA_DIR is .*EEXIST/.test(error.message),
    );
  });

  test('is the same for processes that start together', async () => {
    const DATA_DIR = newDataDir();
    const module = new URL('../../src/config/index.ts', import.meta.url).href;
    const script = `const { keepSecretKey } = await import(${JSON.stringify(module)}); console.log(keepSecretKey(${JSON.stringify(DATA_DIR)}))`;
    const keys = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
        return output.trim();
      }),
    );
    assert.equal(new Set(keys).size, 1);
    assert.equal(keys[0], readFileSync(secretKeyFile(DATA_DIR), 'utf8').trim());
  });
});
