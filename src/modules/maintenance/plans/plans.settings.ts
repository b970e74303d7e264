/** What the factory can set about its plans. */
import { Type } from 'typebox';
import { defineSetting, type SettingsReader } from '../../../platform/settings/index.ts';
import { readTicketPolicy, type TicketPolicy } from '../tickets/tickets.settings.ts';

export const LEAD_DAYS_MAX = 90;

export const leadDays = defineSetting({
  key: 'plans.lead_days',
  schema: Type.Integer({ minimum: 0, maximum: LEAD_DAYS_MAX }),
  default: 3,
  unit: 'days',
  description: 'How many days before a plan is due its ticket opens, where the plan itself says nothing.',
});

export const tolerancePercent = defineSetting({
  key: 'plans.tolerance_percent',
  schema: Type.Number({ minimum: 0, maximum: 100 }),
  default: 10,
  unit: 'percent',
  description:
    'How much of its interval a plan may be done late and still count as in time. A change acts on dues to come.',
});

/** The settings that plans go by, read before a transaction begins. */
export interface PlanPolicy {
  readonly tickets: TicketPolicy;
  readonly leadDays: number;
  /** Of an interval, 0 to 1. */
  readonly tolerance: number;
}

export async function readPlanPolicy(settings: SettingsReader): Promise<PlanPolicy> {
  const { lead, percent } = await settings.valuesOf({ lead: leadDays, percent: tolerancePercent });
  return { tickets: await readTicketPolicy(settings), leadDays: lead, tolerance: percent / 100 };
}
