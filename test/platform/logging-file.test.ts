/** The log file: rotated by size, bounded in number, flushed at the end, and never a reason for the process to fall. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MINUTE_MS } from '../../src/kernel/clock.ts';
import { captureLog } from '../support/captured-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'milldash-log-file-'));
let count = 0;
after(() => rmSync(folder, { recursive: true, force: true }));

function freshPath(): string {
  return join(folder, String(count++), 'milldash.log');
}

describe('rotation', () => {
  test('files stay within their size, whole lines only, and no more older ones are kept than asked for', async () => {
    const file = freshPath();
    await using captured = captureLog({ file, fileMaxBytes: 2_000, filesKept: 2 });
    for (let line = 1; line <= 60; line++) captured.log.info({ line }, 'A line of the log — äöü');
    await captured.close();
    const names = readdirSync(join(file, '..')).toSorted();
    assert.deepEqual(names, ['milldash.log', 'milldash.log.1', 'milldash.log.2']);
    const lines: number[] = [];
    for (const name of names.toReversed()) {
      const path = join(file, '..', name);
      assert.ok(statSync(path).size <= 2_000, `${name} has ${statSync(path).size} bytes`);
      assert.ok(name === 'milldash.log' || statSync(path).size > 1_500, 'a file is used before the next one begins');
      const records = readFileSync(path, 'utf8').split('\n').slice(0, -1);
      for (const record of records) lines.push((JSON.parse(record) as { 'milldash.line': number })['milldash.line']);
    }
    const first = lines[0] ?? 0;
    assert.deepEqual(
      lines,
      Array.from({ length: 61 - first }, (_, index) => first + index),
    );
  });

  test('a restarted process goes on in the same file', async () => {
    const file = freshPath();
    for (const run of [1, 2]) {
      const captured = captureLog({ file, fileMaxBytes: 100_000 });
      captured.log.info({ run }, 'Started');
      await captured.close();
    }
    assert.equal(readFileSync(file, 'utf8').split('\n').length, 3);
    assert.equal(existsSync(`${file}.1`), false);
  });

  test('when fewer are to be kept than before, the oldest go', async () => {
    const file = freshPath();
    for (const filesKept of [5, 2]) {
      const captured = captureLog({ file, filesKept, fileMaxBytes: 500 });
      for (let line = 0; line < 10; line++) captured.log.info('A line of the log');
      await captured.close();
    }
    assert.deepEqual(readdirSync(join(file, '..')).toSorted(), ['milldash.log', 'milldash.log.1', 'milldash.log.2']);
  });

  test('a line longer than the limit has a file to itself', async () => {
    const file = freshPath();
    const captured = captureLog({ file, fileMaxBytes: 500, filesKept: 5 });
    captured.log.info('short');
    captured.log.info('x'.repeat(3_000));
    captured.log.info('short');
    await captured.close();
    assert.deepEqual(
      ['.2', '.1', ''].map((end) => readFileSync(file + end, 'utf8').split('\n').length),
      [2, 2, 2],
    );
  });

  test('a file that somebody deleted is made anew', async () => {
    await using captured = captureLog();
    captured.log.info('One');
    captured.log.flush();
    rmSync(captured.file);
    captured.log.info('Two');
    assert.deepEqual(
      captured.records().map((record) => record['message']),
      ['Two'],
    );
  });
});

describe('a file that cannot be written', () => {
  test('costs one warning; the console goes on, and so does the file once it can, with the count of what is missing', async () => {
    const file = freshPath();
    const parent = join(file, '..');
    writeFileSync(parent, 'a file where the folder should be');
    await using captured = captureLog({ file });
    for (let line = 0; line < 5; line++) captured.log.info(`Line ${line}`);
    const lines = captured.consoleLines();
    assert.equal(lines.length, 6);
    assert.match(
      lines[0] ?? '',
      /\[WARN\] \[logging\] The log file .*milldash\.log cannot be written; .* \(error: .*E(EXIST|NOTDIR)/,
    );

    captured.clock.advance(MINUTE_MS + 1);
    captured.log.info('Still away');
    captured.log.flush();
    assert.equal(captured.console().match(/cannot be written/g)?.length, 1);

    rmSync(parent);
    mkdirSync(parent);
    captured.clock.advance(MINUTE_MS + 1);
    captured.log.info('Back');
    assert.deepEqual(
      captured.records().map((record) => record['message']),
      ['Back'],
    );
    assert.match(captured.console(), /\[INFO\] \[logging\] The log file .* is written again; 6 lines are missing\n/);
  });

  test('a full disk is one warning and no exception', {
    skip: existsSync('/dev/full') ? false : 'there is no /dev/full here',
  }, async () => {
    await using captured = captureLog({ file: '/dev/full' });
    assert.doesNotThrow(() => {
      for (let line = 0; line < 5; line++) {
        captured.log.error(`Line ${line}`);
        captured.log.flush();
      }
    });
    await captured.close();
    assert.equal(captured.console().match(/cannot be written; .*ENOSPC/g)?.length, 1);
    assert.equal(captured.console().match(/Line \d/g)?.length, 5);
  });

  test('a rotation that fails does not let the file grow', async () => {
    const file = freshPath();
    mkdirSync(`${file}.1/taken`, { recursive: true });
    await using captured = captureLog({ file, fileMaxBytes: 1_000, filesKept: 1 });
    for (let line = 0; line < 50; line++) {
      captured.log.info(`Line ${line}`);
      captured.clock.advance(MINUTE_MS + 1);
      captured.log.flush();
    }
    assert.ok(statSync(file).size <= 1_000);
    assert.equal(captured.console().match(/cannot be written/g)?.length, 1);
    assert.equal(captured.console().match(/Line \d+/g)?.length, 50);
  });
});

describe('the end', () => {
  test('close writes what waits; it may be repeated, and a later line still reaches the console', async () => {
    let printed = '';
    await using captured = captureLog({ destination: { write: (text) => void (printed += text) } });
    captured.log.info('Waiting');
    await captured.close();
    assert.match(readFileSync(captured.file, 'utf8'), /"message":"Waiting"/);
    await captured.close();
    captured.log.info('Late');
    assert.match(printed, /Late/);
    assert.doesNotMatch(readFileSync(captured.file, 'utf8'), /Late/);
  });

  test('lines just before process.exit or an uncaught error are on the console and in the file', () => {
    const entry = fileURLToPath(new URL('../../src/platform/logging/index.ts', import.meta.url));
    for (const end of ['process.exit(0)', "throw new Error('gone')"]) {
      const file = freshPath();
      const program = `
        import { createLogger } from ${JSON.stringify(entry)};
        const clock = { now: () => 0 };
        const { log } = createLogger({ level: 'info', file: ${JSON.stringify(file)}, fileMaxBytes: 1e6, filesKept: 1, colour: false, clock });
        log.info('Last words');
        ${end};`;
      const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
      assert.match(stdout, /\[INFO\] \[milldash\] Last words\n/);
      assert.match(readFileSync(file, 'utf8'), /"message":"Last words"/);
    }
  });

  test('a closed pipe ends the printing, not the process', () => {
    const entry = fileURLToPath(new URL('../../src/platform/logging/index.ts', import.meta.url));
    const program = `
      import { createLogger } from ${JSON.stringify(entry)};
      const { log } = createLogger({ level: 'info', fileMaxBytes: 1e6, filesKept: 1, colour: false, clock: { now: () => 0 } });
      for (let line = 0; line < 20_000; line++) log.info('A line for nobody to read');
      setTimeout(() => { log.info('More'); log.flush(); setTimeout(() => process.stderr.write('alive'), 10); }, 10);`;
    const { stderr, status } = spawnSync(
      'sh',
      ['-c', '"$0" --input-type=module -e "$1" | head -n 1 > /dev/null', process.execPath, program],
      { encoding: 'utf8', timeout: 20_000 },
    );
    assert.equal(stderr, 'alive');
    assert.equal(status, 0);
  });
});
