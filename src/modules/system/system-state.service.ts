/** How the installation does, for whoever looks after it: this process, the database, the disk, and what waits or fails. */
import { statfs } from 'node:fs/promises';
import type { Clock } from '../../kernel/clock.ts';
import type { JobState, Jobs } from './jobs.service.ts';

/** What waits to be done, by the name of its queue. */
export type Queues = Readonly<Record<'deadLetters' | 'webhookDeliveries' | 'mails', number>>;

export interface SystemState {
  readonly version: string;
  readonly nodeVersion: string;
  readonly instanceId: string;
  readonly startedAtMs: number;
  readonly nowMs: number;
  readonly memoryBytes: number;
  readonly database: {
    readonly version: string;
    /** Without password. */
    readonly location: string;
    readonly sizeBytes: number;
  };
  /** Of the data folder; null where the system does not say. */
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | null;
  readonly queues: Queues;
  readonly jobs: readonly JobState[];
}

export interface SystemStateDependencies {
  readonly clock: Clock;
  readonly version: string;
  readonly instanceId: string;
  readonly dataDir: string;
  readonly location: string;
  readonly measureDatabase: () => Promise<{ readonly version: string; readonly sizeBytes: number }>;
  readonly countQueues: () => Promise<Queues>;
  readonly jobs: Pick<Jobs, 'listJobs'>;
}

/** Of this process; the database, queues and jobs are those of all. */
export function createSystemState(dependencies: SystemStateDependencies): () => Promise<SystemState> {
  const { clock, version, instanceId, dataDir, location, jobs } = dependencies;
  const startedAtMs = clock.now();
  return async () => ({
    version,
    nodeVersion: process.versions.node,
    instanceId,
    startedAtMs,
    nowMs: clock.now(),
    memoryBytes: process.memoryUsage.rss(),
    database: { ...(await dependencies.measureDatabase()), location },
    disk: await readDisk(dataDir),
    queues: await dependencies.countQueues(),
    jobs: await jobs.listJobs(),
  });
}

async function readDisk(folder: string): Promise<SystemState['disk']> {
  try {
    const { bavail, bsize, blocks } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}
