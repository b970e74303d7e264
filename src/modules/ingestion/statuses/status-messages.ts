/** What a machine publishes of its status. */
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { formatInstant } from '../../../kernel/instant.ts';
import { closed, orNull } from '../../../platform/http/index.ts';
import type { MessageFormat } from '../signals/message-format.ts';
import { pointFields, sequenceField } from '../signals/point-fields.ts';
import { reportedStatuses, type StatusPoint } from './statuses.types.ts';

/** As long as a name of the catalogue. */
const REASON_LENGTH_MAX = 200;

export const StatusOfMachine = Type.Object(
  {
    ...pointFields,
    status: Type.Enum(reportedStatuses, {
      description:
        '`running`; `idle`: a stop too short or too plain for a reason; `stopped`; `planned_stop`: one that belongs to production, a set-up say; `offline`.',
    }),
    reason: Type.Optional(
      orNull(Type.String({ maxLength: REASON_LENGTH_MAX, description: 'Why it stands.', examples: ['Coil change'] })),
    ),
    source_sequence: sequenceField,
  },
  closed,
);

export const statusFormat: MessageFormat<Static<typeof StatusOfMachine>, StatusPoint> = {
  noun: 'A status',
  ofMachine: Compile(StatusOfMachine),
  read: (point, machineId, occurredAt) => ({
    machineId,
    occurredAt,
    isTimed: point.timestamp_utc !== undefined,
    sourceSequence: point.source_sequence ?? null,
    status: point.status,
    // why it runs nobody asks
    reason: point.status === 'running' ? null : (point.reason ?? null),
  }),
  toPayload: (point) => ({
    machine_id: point.machineId,
    timestamp_utc: formatInstant(point.occurredAt),
    status: point.status,
    reason: point.reason,
    source_sequence: point.sourceSequence,
  }),
};
