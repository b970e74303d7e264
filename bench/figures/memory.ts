/** What the server of the demo holds in memory a minute after its start, when nobody asks it anything. */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Bench, Figure, Result } from '../harness.ts';
import { startProcess } from '../processes.ts';
import { shippedCommand, temporaryFolder } from '../shipped.ts';

export const memory: Figure = {
  name: 'memory',
  title: 'Resident memory of the idle demo',
  measure,
};

const MEBIBYTE = 1_048_576;

async function measure(bench: Bench): Promise<Result[]> {
  const idleSeconds = bench.quick ? 5 : 60;
  const folder = await temporaryFolder('memory');
  const demo = startProcess([await shippedCommand(), 'demo', '--port', '0', '--dir', join(folder, 'demo')], {
    outputFile: join(folder, 'output.log'),
    folder,
  });
  await demo.untilPrinted(/Listening on (http:\/\/127\.0\.0\.1:\d+)/);
  const atStart = demo.residentBytes() / MEBIBYTE;
  bench.say(`waiting ${idleSeconds} s`);
  await setTimeout(idleSeconds * 1_000);
  const value = demo.residentBytes() / MEBIBYTE;
  await demo.stop();
  return [
    {
      what: `${idleSeconds} s after its start, with three months of three mills`,
      unit: 'MiB',
      values: [value],
      limit: { is: 'at most', value: 200 },
      note: `${atStart.toFixed(0)} MiB when it began to listen; measured once`,
    },
  ];
}
