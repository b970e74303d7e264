/** That a load's memory does not grow with its file. One engine is enough: the pipeline before it is what streams. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { migrationSteps } from '../../../src/migrations/index.ts';
import { migrate, openDatabase } from '../../../src/platform/database/index.ts';
import { columns, factoryOn, loader, row } from './ingestion-fixture.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const mebibyte = 1_048_576;

/** Rows with a quoted reason now and then, every tenth to be refused, in chunks as a file system gives them. */
async function* generate(count: number): AsyncGenerator<Uint8Array> {
  let text = `${columns}\n`;
  for (let at = 0; at < count; at++) {
    const reason = at % 7 === 0 ? '"a reason,\nof two lines"' : `Reason ${at % 50}`;
    text += `${row(at, { machine_id: `mill-${at % 20}`, downtime_reason_name: reason, ...(at % 10 === 0 ? { id: '' } : {}) })}\n`;
    if (text.length < 65_536) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

/** What is in use once garbage is out of the way, buffers included: asked for in the middle of a load. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('a load of 200,000 rows, every tenth refused, holds no more memory at any time than one of 20,000', async () => {
  const database = await openDatabase({ address: { engine: 'sqlite', file: ':memory:' } });
  await migrate(database, migrationSteps);
  const { ingestion } = factoryOn(database);

  async function load(rows: number) {
    const most = { inUse: 0, resident: 0 };
    let askAt = 0;
    const summary = await ingestion.loadStatusPeriods(loader, [{ name: 'large.csv', bytes: generate(rows) }], {
      dryRun: true,
      refusalsKept: 100,
      onProgress: (progress) => {
        if (progress.rows < askAt) return;
        askAt = progress.rows + 5_000;
        most.inUse = Math.max(most.inUse, bytesInUse());
        most.resident = Math.max(most.resident, process.memoryUsage.rss());
      },
    });
    assert.deepEqual([summary.total.rows, summary.total.refused], [rows, rows / 10]);
    assert.equal(summary.refusals.length, 100);
    return most;
  }

  const small = await load(20_000);
  const large = await load(200_000);
  const grown = { inUse: large.inUse - small.inUse, resident: large.resident - small.resident };
  assert.ok(grown.inUse < 4 * mebibyte, `memory in use grew by ${grown.inUse} bytes`);
  assert.ok(grown.resident < 48 * mebibyte, `resident memory grew by ${grown.resident} bytes`);
  await database.close();
});
