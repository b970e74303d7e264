/** What people can be sent by e-mail, and to whom each event is of interest. Pure. */
import type { Role } from '../../../kernel/access.ts';

export const mailKinds = [
  'ticket_assigned',
  'critical_ticket',
  'stop_alert',
  'help_call',
  'low_stock',
  'shift_report',
] as const;
export type MailKind = (typeof mailKinds)[number];

export type MailChoices = Readonly<Record<MailKind, boolean>>;

/** What they are told of, for those who choose. */
export const mailKindHelp: Readonly<Record<MailKind, string>> = {
  ticket_assigned: 'A ticket was given to you by somebody else, a plan or an import.',
  critical_ticket: 'A ticket was opened on a machine of criticality A.',
  stop_alert: 'A machine stands for longer than a rule on stops allows.',
  help_call: 'Somebody at a machine calls for help.',
  low_stock: 'What is on hand of a component has come below its minimum.',
  shift_report: 'A shift is over, and its report is there.',
};

/** Who is sent what without having chosen. */
const byDefault: Readonly<Record<MailKind, readonly Role[]>> = {
  ticket_assigned: ['ADMIN', 'SUPERVISOR', 'TECHNICIAN', 'OPERATOR', 'STOREKEEPER', 'VIEWER'],
  critical_ticket: ['SUPERVISOR', 'TECHNICIAN'],
  stop_alert: ['SUPERVISOR'],
  help_call: [],
  low_stock: ['STOREKEEPER'],
  shift_report: [],
};

/** What somebody has chosen, and what their role has for the rest. */
export function choicesOf(role: Role, chosen: Partial<MailChoices>): MailChoices {
  return Object.fromEntries(
    mailKinds.map((kind) => [kind, chosen[kind] ?? byDefault[kind].includes(role)]),
  ) as unknown as MailChoices;
}

/** The types of events that anybody can be sent. */
export const mailedTypes = [
  'com.milldash.ticket.assigned',
  'com.milldash.ticket.opened',
  'com.milldash.stop.alerted',
  'com.milldash.help-call.raised',
  'com.milldash.stock.low',
  'com.milldash.shift-report.completed',
] as const;

/** Whom an event is for: one person, or all who have chosen the kind. */
export interface MailAudience {
  readonly kind: MailKind;
  readonly userId: number | undefined;
}

/** Data of an event, as its writer has it. */
export type EventData = Readonly<Record<string, unknown>>;

/**
 * Somebody for whom an event is of two kinds is told once, by the first.
 *
 * @param isCritical whether the machine that it is about is one of criticality A
 */
export function audiencesOf(type: string, data: EventData, isCritical: boolean): MailAudience[] {
  const assignee = typeof data['assignee_id'] === 'number' ? data['assignee_id'] : undefined;
  switch (type) {
    case 'com.milldash.ticket.assigned':
      return assignee === undefined || assignee === data['assigned_by_id'] || assignee === data['old_assignee_id']
        ? []
        : [{ kind: 'ticket_assigned', userId: assignee }];
    case 'com.milldash.ticket.opened':
      return [
        ...(assignee === undefined ? [] : [{ kind: 'ticket_assigned', userId: assignee } as const]),
        // the alert of the stop tells of it
        ...(isCritical && data['source'] !== 'rule' ? [{ kind: 'critical_ticket', userId: undefined } as const] : []),
      ];
    case 'com.milldash.stop.alerted':
      return [
        { kind: 'stop_alert', userId: undefined },
        ...(isCritical && data['ticket_id'] !== null ? [{ kind: 'critical_ticket', userId: undefined } as const] : []),
      ];
    case 'com.milldash.help-call.raised':
      return [{ kind: 'help_call', userId: undefined }];
    case 'com.milldash.stock.low':
      return [{ kind: 'low_stock', userId: undefined }];
    case 'com.milldash.shift-report.completed':
      // made anew it is for whoever asked for that
      return data['revision'] === 1 ? [{ kind: 'shift_report', userId: undefined }] : [];
    default:
      return [];
  }
}
