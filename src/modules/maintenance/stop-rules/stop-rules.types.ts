/** What the other parts see of a rule on stops, and of a stop that one has acted on. Instants are milliseconds. */
import type { Criticality } from '../../machines/index.ts';
import type { Priority } from '../tickets/tickets.rules.ts';

export const stopActions = ['ticket', 'notify'] as const;
/** Open or join a ticket, or tell of the stop and nothing else. */
export type StopAction = (typeof stopActions)[number];

/** The groups of reasons that a rule can be about: of the others none ever asks for anybody. */
export const ruleGroups = ['maintenance', 'micro', 'other'] as const;
export type RuleGroup = (typeof ruleGroups)[number];

export interface StopRuleDetails {
  readonly name: string;
  readonly active: boolean;
  readonly groups: readonly RuleGroup[];
  /** Names of reasons, of the catalogue or as a source writes them. */
  readonly reasons: readonly string[];
  /** Whether it is about stops that nobody has given a reason. */
  readonly unanswered: boolean;
  readonly minimumMinutes: number;
  /** Empty: all. */
  readonly machineIds: readonly string[];
  /** Code of a shift; null: any time. */
  readonly shift: string | null;
  /** Empty: any, and those of machines that nobody has given one. */
  readonly criticalities: readonly Criticality[];
  readonly action: StopAction;
  readonly priority: Priority;
  /** Null: the factory's default one. */
  readonly category: string | null;
  /** First line of the tickets that it opens, with placeholders. */
  readonly title: string;
  readonly coolDownMinutes: number;
  /** Of several rules that would open a ticket the one with the least is taken, then the older. */
  readonly rank: number;
}

export interface StopRule extends StopRuleDetails {
  readonly id: number;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type NewStopRule = Partial<StopRuleDetails> & { readonly name: string };

/** A stop that a rule has acted on. One of a machine stands at a time. */
export interface StopCase {
  readonly id: number;
  readonly machineId: string;
  /** The period that the fault began with when a rule first acted: no other case has it. */
  readonly periodId: string;
  readonly startedAt: number;
  /** Null while the machine stands. */
  readonly endedAt: number | null;
  /** When it ran again. */
  readonly restoredAt: number | null;
  /** When to look at it although the machine does not stand; null: when its periods change. */
  readonly checkAt: number | null;
  /** What the stop was taken for when its ticket was last routed. */
  readonly reasonKey: string;
  /** The rule whose ticket it is. */
  readonly ruleId: number | null;
  readonly ticketId: number | null;
  /** Whether the ticket was there before the stop. */
  readonly isJoined: boolean;
  /** What the rule made of the ticket; what people change since stays. */
  readonly category: string | null;
  readonly priority: Priority | null;
  readonly withdrawnAt: number | null;
}
