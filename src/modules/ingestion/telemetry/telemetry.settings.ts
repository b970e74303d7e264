/** What the factory can set about numbers that machines report. */
import { Type } from 'typebox';
import { defineSetting } from '../../../platform/settings/index.ts';
import { SLOT_MS_MAX } from './telemetry.repository.ts';

export const telemetryNamesMax = defineSetting({
  key: 'telemetry.names_max',
  schema: Type.Integer({ minimum: 1, maximum: 1_000 }),
  default: 50,
  description: 'How many different names of numbers one machine may report; further ones are not kept.',
});

export const telemetryDays = defineSetting({
  key: 'telemetry.days',
  schema: Type.Integer({ minimum: 1, maximum: 3_650 }),
  default: 14,
  unit: 'days',
  description: 'How long the history of numbers that machines report is kept.',
});

export const telemetrySlotSeconds = defineSetting({
  key: 'telemetry.slot_seconds',
  schema: Type.Integer({ minimum: 1, maximum: SLOT_MS_MAX / 1_000 }),
  default: 10,
  unit: 'seconds',
  description:
    'How fine the history of numbers that machines report is: of each name and slot of so many seconds the latest value, the least and the greatest are kept, however often the machine reports.',
});
