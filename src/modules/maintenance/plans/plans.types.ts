/** What the other rooms see of maintenance plans. Instants are milliseconds. */
import type { Priority } from '../tickets/tickets.rules.ts';
import type { NamedPerson } from '../tickets/tickets.types.ts';
import type { OffDayMove } from './plan-dues.rules.ts';

/** What a plan counts: days of the calendar, hours of productive uptime, or cuts. */
export const planTriggers = ['calendar', 'run_hours', 'cuts'] as const;
export type PlanTrigger = (typeof planTriggers)[number];

/** Where the next due is counted from: the plan's own schedule, or when the last one was done. */
export const planBases = ['schedule', 'completion'] as const;
export type PlanBasis = (typeof planBases)[number];

export const planStatuses = ['active', 'paused', 'retired'] as const;
export type PlanStatus = (typeof planStatuses)[number];

/** Who paused it: a person, or the retirement of its machine. */
export type PauseCause = 'person' | 'machine-retired';

export const checkKinds = ['check', 'number', 'text', 'photo'] as const;
export type CheckKind = (typeof checkKinds)[number];

/** One line of a checklist. */
export interface Check {
  readonly kind: CheckKind;
  readonly instruction: string;
  /** Must be answered before the ticket can be resolved. */
  readonly required: boolean;
  /** Of a number: what lies outside has failed. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly unit: string | null;
}

export interface PlanPart {
  readonly componentId: number;
  readonly quantity: number;
}

/** What people say of a plan. */
export interface PlanDetails {
  readonly title: string;
  readonly instructions: string | null;
  readonly trigger: PlanTrigger;
  readonly basis: PlanBasis;
  /** These five are of plans by calendar, and null for others; {@link workingDays} may be null there, too. */
  readonly rule: string | null;
  /** `YYYY-MM-DD` */
  readonly beginsOn: string | null;
  /** After local midnight. */
  readonly dueMinute: number | null;
  readonly offDays: OffDayMove | null;
  /** ISO weekdays; null: the days on which the machine has shifts. */
  readonly workingDays: readonly number[] | null;
  /** Of plans by meter: milliseconds of productive uptime, or cuts. */
  readonly meterEvery: number | null;
  /** How many days before a due its ticket opens; null: as the factory has set it. */
  readonly leadDays: number | null;
  /** Null: the factory's default. */
  readonly category: string | null;
  readonly priority: Priority;
  readonly assigneeId: number | null;
  readonly team: string | null;
  readonly estimatedMinutes: number | null;
}

/** Where a plan stands in its schedule. */
export interface PlanStanding {
  readonly status: PlanStatus;
  readonly pausedBecause: PauseCause | null;
  /** The first due that nothing has been decided about; null for a meter, or while the last one is not done. */
  readonly nextDueAt: number | null;
  readonly checkAt: number | null;
  readonly lastDueAt: number | null;
  /** When it was last done, or where the meter is counted from. */
  readonly baseAt: number | null;
  /** What the meter had at `baseAt`; less than nothing where a ticket was opened early. */
  readonly meterCarry: number;
  readonly duesCount: number;
}

export interface Plan extends PlanDetails, PlanStanding {
  readonly id: number;
  readonly machineId: string;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What comes with a plan and is replaced as a whole. */
export interface PlanContents {
  readonly checks: readonly Check[];
  readonly parts: readonly PlanPart[];
}

export interface NewPlan extends PlanDetails, PlanContents {
  readonly machineId: string;
  /** Of plans by meter: when it was last done; now where absent. */
  readonly countedFrom?: number | undefined;
}

export type PlanChanges = Partial<PlanDetails & PlanContents & { readonly countedFrom: number }>;

export interface NamedPart extends PlanPart {
  readonly componentName: string;
  readonly stockCode: string | null;
  readonly unit: string;
  readonly onHand: number;
  readonly reserved: number;
}

/** How far the meter of a plan has come; in milliseconds of productive uptime, or cuts. */
export interface PlanMeter {
  /** Since the last one; less than nothing where a ticket was opened early. */
  readonly value: number;
  /** On average of the last four weeks. */
  readonly perDay: number;
  /** When it is due if it goes on like that; null for a plan that is not active, and where the meter stands. */
  readonly dueAt: number | null;
}

export interface PlanView extends Plan {
  readonly machineName: string;
  readonly assignee: NamedPerson | null;
  readonly checks: readonly Check[];
  readonly parts: readonly NamedPart[];
  /** As it is in force: the plan's own or the factory's. */
  readonly leadDaysInForce: number;
  /** The ticket that is not done; null where there is none. */
  readonly openTicketId: number | null;
  /** Null for a plan by calendar. */
  readonly meter: PlanMeter | null;
}

/** Decided by the schedule, or asked for by a person. */
export type DueCause = 'due' | 'asked';
export const dueStates = ['open', 'done', 'skipped', 'missed'] as const;
export type DueState = (typeof dueStates)[number];

export interface PlanDue {
  readonly id: number;
  readonly planId: number;
  readonly number: number;
  readonly machineId: string;
  readonly cause: DueCause;
  readonly state: DueState;
  readonly dueAt: number;
  /** Until when it counts as in time. */
  readonly latestAt: number;
  /** Dues of a meter that passed at once are one. */
  readonly times: number;
  /** The ticket that it opened, or that it is served with where it was missed. */
  readonly ticketId: number | null;
  readonly reason: string | null;
  readonly decidedAt: number;
  readonly doneAt: number | null;
  readonly meterBaseAt: number | null;
  readonly meterCarry: number | null;
  readonly dueMeter: number | null;
  readonly latestMeter: number | null;
  readonly doneMeter: number | null;
}

export interface PlanFilter {
  readonly machineIds?: readonly string[] | undefined;
  readonly status?: PlanStatus | undefined;
  readonly trigger?: PlanTrigger | undefined;
}

export interface PlanListing extends PlanFilter {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}
