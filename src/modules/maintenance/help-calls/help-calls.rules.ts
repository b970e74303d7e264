/** What may happen to a call for help, by whom. Pure. */
import { DomainError } from '../../../kernel/errors.ts';
import type { NamedPerson } from '../tickets/tickets.types.ts';
import type { HelpCall } from './help-calls.types.ts';

export const helpMoves = ['answer', 'close', 'cancel'] as const;
export type HelpMove = (typeof helpMoves)[number];

const states = { answer: 'answered', close: 'closed', cancel: 'cancelled' } as const satisfies Record<
  HelpMove,
  HelpCall['status']
>;

/** Who acts, and whether they may take back what others have called for. */
export interface HelpMover {
  readonly person: NamedPerson;
  readonly mayCancelOthers: boolean;
}

/**
 * The call after the move; undefined where it is so already. Who answers a call that is answered comes instead of the
 * other.
 *
 * @throws help-call-ended, forbidden for a call of somebody else that is to be cancelled
 */
export function moveHelpCall(call: HelpCall, move: HelpMove, mover: HelpMover, atMs: number): HelpCall | undefined {
  const status = states[move];
  const { person } = mover;
  if (call.ended !== null) {
    if (call.status === status) return undefined;
    throw new DomainError(
      'help-call-ended',
      `The call for help ${call.id} is ${call.status} since. Call again if needed.`,
    );
  }
  if (move === 'cancel' && !mover.mayCancelOthers && !isSame(call.calledBy, person)) {
    throw new DomainError(
      'forbidden',
      `${call.calledBy.name} has called for help. Close the call when the help was given; cancelling it is theirs.`,
    );
  }
  if (move === 'answer' && call.answered !== null && isSame(call.answered.by, person)) return undefined;
  const told = { at: atMs, by: person };
  return { ...call, status, ...(move === 'answer' ? { answered: told } : { ended: told }), version: call.version + 1 };
}

/** A program has no number: its name is its own. */
function isSame(a: NamedPerson, b: NamedPerson): boolean {
  return a.id === b.id && (a.id !== null || a.name === b.name);
}
