/** What the factory can set about its reports on maintenance. */
import { Type } from 'typebox';
import { defineSetting } from '../../../platform/settings/index.ts';

export const repeatDays = defineSetting({
  key: 'reports.repeat_days',
  schema: Type.Integer({ minimum: 1, maximum: 365 }),
  default: 30,
  unit: 'days',
  description:
    'A fault that comes so many days or less after another of the same machine and cause is a repeat; a ticket is fixed the first time when its fault has not come back for as long.',
});

export const labourHourlyCost = defineSetting({
  key: 'reports.labour_hourly_cost',
  schema: Type.Union([Type.Number({ minimum: 0, maximum: 1_000_000 }), Type.Null()]),
  default: null,
  unit: "currency of 'factory.currency' per hour",
  description:
    'Cost of one hour of labour on tickets. Null: reports do not say what labour cost, and totals leave it out.',
});

export const weeklyCapacityHours = defineSetting({
  key: 'reports.weekly_capacity_hours',
  schema: Type.Union([Type.Number({ minimum: 0.1, maximum: 100_000 }), Type.Null()]),
  default: null,
  unit: 'hours per week',
  description: 'What maintenance can work in a week, all together. Null: reports do not say how many weeks wait.',
});

export const ticketEstimateMinutes = defineSetting({
  key: 'reports.ticket_estimate_minutes',
  schema: Type.Union([Type.Number({ minimum: 1, maximum: 100_000 }), Type.Null()]),
  default: null,
  unit: 'minutes',
  description:
    'How long a ticket takes whose plan does not say it. Null: such tickets are in no sum of estimated hours, and are counted.',
});
