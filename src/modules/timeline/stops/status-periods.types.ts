/** Status periods as people look through them, and what was said of their stops. */
import type { Page } from '../../../kernel/paging.ts';
import type { Category, Classification, Productivity } from '../periods/categories.rules.ts';
import type { Reason } from '../reasons/reasons.types.ts';

/** Who said something. */
export interface Speaker {
  /** Null for a program. */
  readonly userId: number | null;
  /** What they were called then: the e-mail address of a person, the name of an API key. */
  readonly name: string;
}

export interface StatusPeriod {
  readonly id: string;
  readonly machineId: string;
  readonly startMs: number;
  /** Null while the period is open. */
  readonly endMs: number | null;
  /** Up to now while it is open. */
  readonly durationMs: number;
  readonly classification: Classification;
  readonly productivity: Productivity | null;
  readonly category: Category;
  /** What the source says, whatever people have said. */
  readonly toldReason: string | null;
  /** What counts; null where nobody gave one. */
  readonly reason: Reason | null;
  /** Whether somebody should be asked for the reason of this stop. */
  readonly unanswered: boolean;
  /** Kind and name: `csv:mill_1.csv`. */
  readonly source: string;
  /** Null while the source's word counts. */
  readonly explained: { readonly by: Speaker; readonly atMs: number; readonly note: string | null } | null;
  readonly version: number;
}

/** What a period said in one of its versions. */
export interface PeriodRevision {
  readonly version: number;
  readonly startMs: number;
  readonly endMs: number | null;
  readonly classification: Classification;
  readonly productivity: Productivity | null;
  readonly category: Category;
  readonly toldReason: string | null;
  readonly reason: Pick<Reason, 'id' | 'name' | 'group'> | null;
  readonly source: string;
  readonly recordedAt: number;
  /** Null for the present one. */
  readonly replacedAt: number | null;
  /** Who changed the reason with it; null where the source changed the period. */
  readonly changedBy: Speaker | null;
  readonly note: string | null;
}

export interface StatusPeriodFilter {
  /** Absent: of all machines. */
  readonly machineIds?: readonly string[] | undefined;
  /** Absent: a week before the end. */
  readonly fromMs?: number | undefined;
  /** Absent: now. */
  readonly toMs?: number | undefined;
  readonly categories?: readonly Category[] | undefined;
  readonly unanswered?: boolean | undefined;
  readonly reasonId?: number | undefined;
  readonly minSeconds?: number | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** What a person says of a stop: a reason out of the catalogue, words of their own, or null to take back what was said. */
export interface StopWord {
  readonly reason: { readonly reasonId: number } | { readonly text: string } | null;
  readonly note: string | null;
}

export type StatusPeriodPage = Page<StatusPeriod>;
export type PeriodRevisionPage = Page<PeriodRevision>;

/** A reason that is likely at a machine. */
export interface ReasonSuggestion {
  readonly reason: Reason;
  /** Stops of the last weeks that had it: of the machine, or of the factory where `atMachine` is false. */
  readonly stops: number;
  readonly atMachine: boolean;
}
