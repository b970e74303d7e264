/** `/api/v1/system`: how the installation does, on one page. */
import { type Static, Type } from 'typebox';
import { formatInstant, formatOptionalInstant, toSeconds } from '../../kernel/instant.ts';
import { instantField, orNull, type Routes } from '../../platform/http/index.ts';
import type { SystemState } from './system-state.service.ts';

const bytes = (description: string) =>
  Type.Integer({ description: `${description}, in bytes.`, examples: [41_943_040] });
const waiting = (description: string) =>
  Type.Integer({ description: `${description}; 10,000 stands for as many or more.`, examples: [0] });

export const SystemAnswer = Type.Object(
  {
    version: Type.String({ description: 'Version of MillDash.', examples: ['0.1.0'] }),
    node_version: Type.String({ examples: ['24.21.0'] }),
    instance_id: Type.String({ description: '`INSTANCE_ID` of the process that answers.', examples: ['mill-1'] }),
    started_at: instantField('When this process started.'),
    uptime_seconds: Type.Number({ description: 'Since then.', examples: [86_400] }),
    memory_bytes: bytes('What this process holds in memory'),
    database: Type.Object({
      version: Type.String({ description: 'Engine and version.', examples: ['SQLite 3.50.4'] }),
      location: Type.String({ description: 'Where it is, without password.' }),
      size_bytes: bytes('Tables and indexes'),
    }),
    disk: orNull(
      Type.Object(
        { free_bytes: bytes('Free'), total_bytes: bytes('In all') },
        { description: 'Where the data folder is; null where that cannot be told.' },
      ),
    ),
    queues: Type.Object({
      dead_letters: waiting('Messages of machines that could not be used'),
      webhook_deliveries: waiting('Events that wait to be sent to webhooks'),
      mails: waiting('E-mails that wait to be sent'),
    }),
    jobs: Type.Object({
      total: Type.Integer({ examples: [14] }),
      running: Type.Integer({ examples: [1] }),
      failing: Type.Array(
        Type.Object({
          name: Type.String({ description: 'See GET /api/v1/jobs/{name}.', examples: ['retention'] }),
          error: Type.String({ description: 'Why its last run failed.' }),
          failed_at: orNull(instantField('When that run ended.')),
        }),
        { description: 'Jobs whose last run failed, by name.' },
      ),
    }),
  },
  { title: 'System' },
);

export function systemStateRoutes(readState: () => Promise<SystemState>): Routes {
  return (app) => {
    app.get(
      '/api/v1/system',
      {
        schema: {
          tags: ['System'],
          summary: 'How the installation does',
          description:
            'The process that answers, the database, the disk, what waits and which jobs failed. What works and what does not is told by GET /health/ready.',
          response: { 200: SystemAnswer },
        },
        config: { permission: 'jobs:manage' },
      },
      async () => toWire(await readState()),
    );
  };
}

function toWire(state: SystemState): Static<typeof SystemAnswer> {
  const { database, disk, queues, jobs } = state;
  return {
    version: state.version,
    node_version: state.nodeVersion,
    instance_id: state.instanceId,
    started_at: formatInstant(state.startedAtMs),
    uptime_seconds: toSeconds(state.nowMs - state.startedAtMs),
    memory_bytes: state.memoryBytes,
    database: { version: database.version, location: database.location, size_bytes: database.sizeBytes },
    disk: disk === null ? null : { free_bytes: disk.freeBytes, total_bytes: disk.totalBytes },
    queues: {
      dead_letters: queues.deadLetters,
      webhook_deliveries: queues.webhookDeliveries,
      mails: queues.mails,
    },
    jobs: {
      total: jobs.length,
      running: jobs.filter(({ running }) => running).length,
      failing: jobs.flatMap(({ definition, lease }) =>
        lease?.last_error === null || lease?.last_error === undefined
          ? []
          : [
              {
                name: definition.name,
                error: lease.last_error,
                failed_at: formatOptionalInstant(lease.last_finished_at),
              },
            ],
      ),
    },
  };
}
