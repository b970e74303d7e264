/** `/api/v1/machines/:id/telemetry`: numbers that a machine reports. */
import { Type } from 'typebox';
import { formatInstant } from '../../../kernel/instant.ts';
import {
  closed,
  cursorParameter,
  instantField,
  instantParameter,
  limitParameter,
  pageOf,
  queryRange,
  type Routes,
} from '../../../platform/http/index.ts';
import { MACHINE_ID_LENGTH_MAX } from '../../machines/index.ts';
import type { Telemetry } from './telemetry.service.ts';
import { NAME_PATTERN } from './telemetry.types.ts';

const tags = ['Messages of machines'];
const permission = 'machines:read';

const machineId = Type.String({ minLength: 1, maxLength: MACHINE_ID_LENGTH_MAX, description: 'The machine.' });
const name = Type.String({ description: 'What the machine calls it.', examples: ['spindle_load'] });

const LatestAnswer = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        name,
        value: Type.Number({ description: 'The latest.', examples: [71.2] }),
        timestamp_utc: instantField('When it was so.'),
      }),
      { description: 'By name.' },
    ),
  },
  { title: 'MachineTelemetry' },
);

const SeriesPage = pageOf(
  Type.Object(
    {
      timestamp_utc: instantField('When the latest value of the slot was so.'),
      value: Type.Number({ description: 'The latest of the slot.', examples: [71.2] }),
      least: Type.Number({ description: 'The least of the slot.', examples: [64] }),
      greatest: Type.Number({ description: 'The greatest of the slot.', examples: [73.5] }),
    },
    { title: 'TelemetrySample' },
  ),
);

export function telemetryRoutes(telemetry: Telemetry): Routes {
  return (app) => {
    app.get(
      '/api/v1/machines/:id/telemetry',
      {
        schema: {
          tags,
          summary: 'The latest numbers that a machine reported',
          params: Type.Object({ id: machineId }),
          response: { 200: LatestAnswer },
        },
        config: { permission, errors: ['machine-not-found'] },
      },
      async (request) => {
        const latest = await telemetry.latestOf(request.params.id);
        return {
          items: latest.map(({ name: called, value, occurredAt }) => ({
            name: called,
            value,
            timestamp_utc: formatInstant(occurredAt),
          })),
        };
      },
    );

    app.get(
      '/api/v1/machines/:id/telemetry/:name',
      {
        schema: {
          tags,
          summary: 'How a number of a machine went',
          description:
            'Of a range, by time: of each slot of `telemetry.slot_seconds` the latest value, the least and the greatest. Kept for `telemetry.days`.',
          params: Type.Object({ id: machineId, name: Type.String({ pattern: NAME_PATTERN, maxLength: 60 }) }),
          querystring: Type.Object(
            {
              start_time: instantParameter('Beginning of the range.'),
              end_time: instantParameter('End of the range, itself excluded.'),
              cursor: cursorParameter,
              limit: limitParameter,
            },
            closed,
          ),
          response: { 200: SeriesPage },
        },
        config: { permission, errors: ['machine-not-found', 'cursor-invalid', 'range-invalid'] },
      },
      async (request) => {
        const { id, name: called } = request.params;
        const { cursor, limit, ...range } = request.query;
        const page = await telemetry.listSeries({ machineId: id, name: called, ...queryRange(range), cursor, limit });
        return {
          items: page.items.map(({ occurredAt, value, least, greatest }) => ({
            timestamp_utc: formatInstant(occurredAt),
            value,
            least,
            greatest,
          })),
          next_cursor: page.nextCursor,
        };
      },
    );
  };
}
