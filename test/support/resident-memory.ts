/** What a process has held of the machine's memory at most, as Linux tells it. */
import { readFileSync } from 'node:fs';

export function peakMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1_024);
}
