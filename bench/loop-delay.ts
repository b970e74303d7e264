/**
 * Loaded into a server that is measured: on SIGUSR2 it writes down how late timers were since the signal before, the 99th
 * percentile in milliseconds, into the file that the environment names. Costs nothing before the first signal.
 */
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 1 });
process.on('SIGUSR2', () => {
  writeFileSync(process.env['BENCH_LOOP_DELAY_FILE'] ?? '', `${delay.percentile(99) / 1e6}\n`);
  delay.enable();
  delay.reset();
});
