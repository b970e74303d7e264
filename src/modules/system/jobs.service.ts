/**
 * Background work as people see it: what there is, how each job's last run went, and the wish to run one now.
 *
 * Which process runs a job is decided by its lease; every process answers the same.
 */
import type { Actor } from '../../kernel/access.ts';
import type { Clock } from '../../kernel/clock.ts';
import { DomainError, notAllowed } from '../../kernel/errors.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import {
  type Job,
  type JobLeasesTable,
  readLeases,
  requestRun,
  type ScheduleTables,
} from '../../platform/schedule/index.ts';

export type JobDefinition = Pick<Job, 'name' | 'description' | 'everyMs'>;

export interface JobState {
  readonly definition: JobDefinition;
  readonly running: boolean;
  /** Undefined for a job that has neither run nor been asked for. */
  readonly lease: JobLeasesTable | undefined;
}

export interface Jobs {
  /** By name. */
  listJobs(): Promise<JobState[]>;
  /** @throws job-not-found, with the names that there are */
  getJob(name: string): Promise<JobState>;
  /**
   * Has a job run now, by whichever process looks first. Repeating it before the job has begun makes it run no more often.
   * @throws job-not-found, job-running
   */
  requestRun(actor: Actor, name: string): Promise<JobState>;
}

export interface JobsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
}

/** @param definitions of every schedule of this installation */
export function createJobs(
  { store, clock, log: parent }: JobsDependencies,
  definitions: readonly JobDefinition[],
): Jobs {
  const log = parent.child({ module: 'schedule' });
  const sorted = definitions.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const names = sorted.map(({ name }) => name);
  if (new Set(names).size < names.length) throw new Error('Two jobs have the same name.');

  function definitionOf(name: string): JobDefinition {
    return sorted.find((each) => each.name === name) ?? refuseUnknown(name, names);
  }

  async function statesOf(wanted: readonly JobDefinition[]): Promise<JobState[]> {
    const leases = await readLeases(
      store.access<ScheduleTables>(),
      wanted.map(({ name }) => name),
    );
    const nowMs = clock.now();
    return wanted.map((definition) => {
      const lease = leases.find(({ job }) => job === definition.name);
      return { definition, running: lease !== undefined && lease.leased_until > nowMs, lease };
    });
  }

  return {
    listJobs: () => statesOf(sorted),

    async getJob(name) {
      const [state] = await statesOf([definitionOf(name)]);
      return state as JobState;
    },

    async requestRun(actor, name) {
      const definition = definitionOf(name);
      const lease = await store.transact(actor, async (tx) => {
        const requested = await requestRun(tx.access(), name, actor.name, tx.recordedAt);
        if (requested === undefined) throw alreadyRunning(name);
        tx.emit({ type: 'com.milldash.job.requested', subject: `jobs/${name}`, data: { name } });
        tx.audit({ action: 'job.requested', entityType: 'job', entityId: name });
        return requested;
      });
      log.info({ payload: { job: name } }, `Job '${name}' runs now, as '${actor.name}' asked for`);
      return { definition, running: false, lease };
    },
  };
}

function refuseUnknown(name: string, names: readonly string[]): never {
  throw notAllowed('job-not-found', 'job', name, names);
}

function alreadyRunning(name: string): DomainError {
  return new DomainError('job-running', `Job '${name}' is running. Ask again when it has ended.`);
}
