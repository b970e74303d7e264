/** What a machine may have: plans while it is in use, and not without end. */
import { DomainError } from '../../../kernel/errors.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { Machine } from '../../machines/index.ts';
import { machineRetired } from './plans.refusals.ts';
import { countPlansInForce } from './plans.repository.ts';

/** More plans on one machine are a misunderstanding. Retired ones do not count. */
const PLANS_A_MACHINE_MAX = 200;

/**
 * For a plan that comes to a machine, or back into force.
 *
 * @param machine held by the caller, before the plan
 * @throws plan-move-refused for a machine out of use, limit-reached
 */
export async function requireRoomForPlanWithin(tx: Transaction, machine: Machine): Promise<void> {
  requireInUse(machine);
  if ((await countPlansInForce(tx.access(), machine.id)) >= PLANS_A_MACHINE_MAX) {
    throw new DomainError('limit-reached', `A machine has at most ${PLANS_A_MACHINE_MAX} plans: retire others first.`);
  }
}

/** @throws plan-move-refused */
export function requireInUse({ name, retiredAt }: Machine): void {
  if (retiredAt !== null) throw machineRetired(name);
}
