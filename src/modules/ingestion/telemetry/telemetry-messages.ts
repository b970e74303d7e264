/** What a machine publishes of its numbers. */
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { formatInstant } from '../../../kernel/instant.ts';
import { closed } from '../../../platform/http/index.ts';
import type { MessageFormat } from '../signals/message-format.ts';
import { pointFields } from '../signals/point-fields.ts';
import { NAME_PATTERN, type TelemetryPoint, VALUES_PER_POINT_MAX } from './telemetry.types.ts';

export const TelemetryOfMachine = Type.Object(
  {
    ...pointFields,
    values: Type.Record(Type.String({ pattern: NAME_PATTERN }), Type.Number(), {
      ...closed,
      minProperties: 1,
      maxProperties: VALUES_PER_POINT_MAX,
      errorMessage: 'is no name: a letter, then up to 59 letters, digits and _ . : -',
      description: 'Numbers by their names.',
      examples: [{ spindle_load: 71.2, oil_temperature: 48 }],
    }),
  },
  closed,
);

export const telemetryFormat: MessageFormat<Static<typeof TelemetryOfMachine>, TelemetryPoint> = {
  noun: 'A point',
  ofMachine: Compile(TelemetryOfMachine),
  read: ({ values }, machineId, occurredAt) => ({ machineId, occurredAt, values }),
  toPayload: (point) => ({
    machine_id: point.machineId,
    timestamp_utc: formatInstant(point.occurredAt),
    values: point.values,
  }),
};
