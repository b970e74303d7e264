/** What goes wrong in the process that decodes, and is no fault of the picture. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { SECOND_MS } from '../../src/kernel/clock.ts';
import { DomainError } from '../../src/kernel/errors.ts';
import { createImageWorks, type ImageWorks } from '../../src/platform/images/index.ts';
import { type CapturedLog, captureLog } from '../support/captured-log.ts';
import { plain } from '../support/pictures.ts';

const limits = { pixelsMax: 50_000_000, framesMax: 200, edgeMax: 400 };
const ANSWER_MS = 3 * SECOND_MS;

let captured: CapturedLog;
let works: ImageWorks;
beforeEach(() => {
  captured = captureLog({ level: 'debug' });
  works = createImageWorks({ log: captured.log, answerMs: ANSWER_MS });
});
afterEach(async () => {
  works.close();
  await captured.close();
});

const prepare = async (sender = 'somebody') => {
  const jpeg = await plain().jpeg().toBuffer();
  return works.prepare(sender, async () => jpeg, limits);
};
const ofOurs = (error: unknown) =>
  error instanceof DomainError && error.code === 'decoder-failed' && error.members['retry_after_seconds'] === 10;
/** Of the processes that were started, in their order; as the log has them. */
const pids = () => [...captured.fileText().matchAll(/\\"pid\\":(\d+)/g)].map(([, pid]) => Number(pid));

/** Of the process that was started last: 0 would be all of ours. */
function lastPid(): number {
  const pid = pids().at(-1);
  assert.ok(pid !== undefined && pid > 1);
  return pid;
}
const errors = () => captured.records().filter((record) => record['log.level'] === 'error');

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function untilEnded(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('a decoder that does not answer in time is ended and told as ours, and another decodes the next picture', async () => {
  await prepare();
  const first = lastPid();
  process.kill(first, 'SIGSTOP');
  const before = performance.now();
  await assert.rejects(prepare(), ofOurs);
  assert.ok(performance.now() - before >= ANSWER_MS - 100);
  await untilEnded(first);
  assert.equal(errors().length, 1);
  const { picture } = await prepare();
  assert.equal(picture.mediaType, 'image/jpeg');
  assert.equal(pids().length, 2);
  assert.ok(isRunning(lastPid()));
});

test('a decoder that is killed over a picture is told as ours, not as a damaged picture', async () => {
  await prepare();
  const first = lastPid();
  process.kill(first, 'SIGSTOP');
  const jpeg = await plain().jpeg().toBuffer();
  const asked = Promise.withResolvers<void>();
  const read = async () => {
    // by then it has been sent on
    setImmediate(asked.resolve);
    return jpeg;
  };
  const waiting = assert.rejects(works.prepare('somebody', read, limits), ofOurs);
  await asked.promise;
  process.kill(first, 'SIGKILL');
  await waiting;
  assert.equal(errors().length, 1);
  assert.equal((await prepare()).picture.mediaType, 'image/jpeg');
});

test('a process that cannot be started is told as ours, and is tried again with the next picture', async () => {
  const { execPath } = process;
  process.execPath = '/nowhere/node';
  try {
    await assert.rejects(prepare(), ofOurs);
  } finally {
    process.execPath = execPath;
  }
  assert.ok(errors().length > 0);
  assert.equal((await prepare()).picture.mediaType, 'image/jpeg');
});

test('a sender with ten pictures waiting is refused the next one, and told when to come again; others are not', async () => {
  const jpeg = await plain().jpeg().toBuffer();
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  const send = (sender: string) => works.prepare(sender, () => promise, limits);
  const taken = [send('one'), ...Array.from({ length: 10 }, () => send('one'))];
  await assert.rejects(
    send('one'),
    (error: unknown) =>
      error instanceof DomainError && error.code === 'rate-limited' && error.members['retry_after_seconds'] === 10,
  );
  taken.push(send('other'));
  resolve(jpeg);
  assert.equal((await Promise.all(taken)).length, 12);
});

test('a picture whose turn does not come in time is refused as by a busy server', async () => {
  const hasty = createImageWorks({ log: captured.log, waitMs: 50 });
  try {
    const jpeg = await plain().jpeg().toBuffer();
    const { promise, resolve } = Promise.withResolvers<Buffer>();
    const slow = hasty.prepare('one', () => promise, limits);
    const late = hasty.prepare('other', async () => jpeg, limits);
    await assert.rejects(late, (error: unknown) => error instanceof DomainError && error.code === 'server-busy');
    resolve(jpeg);
    await slow;
  } finally {
    hasty.close();
  }
});
