/** Calls for help as the other rooms see them. */
import type { Page } from '../../../kernel/paging.ts';
import type { NamedPerson } from '../tickets/tickets.types.ts';

export const helpKinds = ['maintenance', 'material', 'quality', 'supervisor'] as const;
export type HelpKind = (typeof helpKinds)[number];

/** `open`: nobody has answered yet; `answered`: somebody is coming. The others are over. */
export const helpCallStatuses = ['open', 'answered', 'closed', 'cancelled'] as const;
export type HelpCallStatus = (typeof helpCallStatuses)[number];

export interface HelpCall {
  readonly id: number;
  readonly machineId: string;
  readonly kind: HelpKind;
  readonly text: string | null;
  readonly status: HelpCallStatus;
  readonly calledAt: number;
  readonly calledBy: NamedPerson;
  readonly answered: { readonly at: number; readonly by: NamedPerson } | null;
  readonly ended: { readonly at: number; readonly by: NamedPerson } | null;
  readonly version: number;
}

export interface NewHelpCall {
  readonly machineId: string;
  readonly kind: HelpKind;
  readonly text: string | null;
}

/** What was called for, and whether it is a call of its own: another one may wait already. */
export interface RaisedCall {
  readonly call: HelpCall;
  readonly isNew: boolean;
}

export interface HelpCallFilter {
  /** True: those that wait; false: those that are over. */
  readonly open?: boolean | undefined;
  readonly machineIds?: readonly string[] | undefined;
  readonly kind?: HelpKind | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export type HelpCallPage = Page<HelpCall>;
