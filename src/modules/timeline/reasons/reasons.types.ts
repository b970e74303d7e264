/** What the other rooms see of the reason catalogue. */
import type { Page } from '../../../kernel/paging.ts';
import type { ReasonGroup } from './reasons.rules.ts';

/** What the factory calls a reason, and what kind of stop it is. */
export interface Reason {
  readonly id: number;
  readonly name: string;
  readonly group: ReasonGroup;
  /** False while the name is only what a source wrote. */
  readonly namedByPerson: boolean;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What a text of a source means. */
export interface MeantReason extends Reason {
  /** False for the empty text: the entry is what the factory calls it that nobody gave a reason. */
  readonly isGiven: boolean;
}

/** A text that sources send, and that means the reason it belongs to. */
export interface ReasonAlias {
  readonly id: number;
  readonly reasonId: number;
  /** The least of the variants seen; empty for periods without a reason. */
  readonly text: string;
}

export interface ReasonWithAliases extends Reason {
  readonly aliases: readonly ReasonAlias[];
}

export interface ReasonFilter {
  /** Part of the name; case does not matter. */
  readonly text?: string;
  readonly group?: ReasonGroup;
  readonly cursor?: string;
  readonly limit?: number;
}

export type ReasonPage = Page<ReasonWithAliases>;
