/** Which stops of machines are faults: what reports take for a failure, and what a ticket takes its times from. */
import type { ReasonGroup } from '../../timeline/index.ts';

/** Neither planned nor for want of an operator. */
export function isUnplanned(group: ReasonGroup): boolean {
  return group !== 'planned' && group !== 'operator';
}
