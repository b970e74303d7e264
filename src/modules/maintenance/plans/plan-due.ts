/** A due of a plan as it is decided: what nobody has said of it is not so. */
import type { NewDue } from './plan-dues.repository.ts';
import type { Plan } from './plans.types.ts';

/** The first due that the plan has not decided yet. */
export function nextDue(
  plan: Plan,
  decidedAt: number,
  due: Pick<NewDue, 'cause' | 'state' | 'dueAt'> & Partial<NewDue>,
): NewDue {
  return {
    planId: plan.id,
    number: plan.duesCount + 1,
    machineId: plan.machineId,
    latestAt: due.dueAt,
    times: 1,
    ticketId: null,
    reason: null,
    decidedAt,
    doneAt: null,
    meterBaseAt: null,
    meterCarry: null,
    dueMeter: null,
    latestMeter: null,
    doneMeter: null,
    ...due,
  };
}
