/** What the other rooms see of the checklist of a ticket. Instants are milliseconds. */
import type { TicketImageDetails } from '../images/ticket-images.types.ts';
import type { Check } from '../plans/plans.types.ts';
import type { NamedPerson } from '../tickets/tickets.types.ts';

/** Of a check, a number, or a text; of a photo the number of the picture. */
export type CheckAnswer = boolean | number | string;

export interface TicketCheck extends Check {
  readonly id: number;
  readonly ticketId: number;
  /** Null while nobody has answered. */
  readonly answer: CheckAnswer | null;
  /** A check that is not so, and a number outside its limits, have failed. */
  readonly result: 'passed' | 'failed' | null;
  readonly note: string | null;
  readonly answeredBy: NamedPerson | null;
  readonly answeredAt: number | null;
  /** The ticket that was opened because it failed. */
  readonly followUpTicketId: number | null;
}

export interface TicketCheckView extends TicketCheck {
  /** Of a photo: the picture that answers it. */
  readonly image: TicketImageDetails | null;
}
