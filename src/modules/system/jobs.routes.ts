/** `/api/v1/jobs`: the work that runs by itself, and running a job now. */
import type { Static } from 'typebox';
import { formatOptionalInstant, toSeconds } from '../../kernel/instant.ts';
import type { Routes } from '../../platform/http/index.ts';
import { JobAnswer, JobParams, JobsAnswer } from './jobs.schemas.ts';
import type { JobState, Jobs } from './jobs.service.ts';

const tags = ['Jobs'];
const permission = 'jobs:manage';

export function jobRoutes(jobs: Jobs): Routes {
  return (app) => {
    app.get(
      '/api/v1/jobs',
      {
        schema: {
          tags,
          summary: 'Jobs',
          description: 'All of them on one page, by name. However many processes there are, each job runs on one.',
          response: { 200: JobsAnswer },
        },
        config: { permission },
      },
      async () => ({ items: (await jobs.listJobs()).map(toWire), next_cursor: null }),
    );

    app.get(
      '/api/v1/jobs/:name',
      {
        schema: { tags, summary: 'One job', params: JobParams, response: { 200: JobAnswer } },
        config: { permission, errors: ['job-not-found'] },
      },
      async (request) => toWire(await jobs.getJob(request.params.name)),
    );

    app.post(
      '/api/v1/jobs/:name/run',
      {
        schema: {
          tags,
          summary: 'Run a job now',
          description: `
Whichever process looks first begins within seconds, or when another job that it is at has ended. \`requested_at\` turns
null when it begins. Asking again before that makes it run no more often; while it runs that is refused.`.trim(),
          params: JobParams,
          response: { 202: JobAnswer },
        },
        config: { permission, errors: ['job-not-found', 'job-running'] },
      },
      async (request, reply) => reply.code(202).send(toWire(await jobs.requestRun(request.actor, request.params.name))),
    );
  };
}

function toWire({ definition, running, lease }: JobState): Static<typeof JobAnswer> {
  const duration = lease?.last_duration ?? null;
  return {
    name: definition.name,
    description: definition.description,
    every_seconds: toSeconds(definition.everyMs),
    running,
    instance: lease?.instance ?? null,
    last_started_at: formatOptionalInstant(lease?.last_started_at ?? null),
    last_finished_at: formatOptionalInstant(lease?.last_finished_at ?? null),
    last_duration_seconds: duration === null ? null : toSeconds(duration),
    last_result: lease?.last_result ?? null,
    last_error: lease?.last_error ?? null,
    next_run_at: formatOptionalInstant(lease?.next_run_at ?? null),
    requested_at: formatOptionalInstant(lease?.requested_at ?? null),
    requested_by: lease?.requested_by ?? null,
  };
}
