/** Which machines somebody has to see to, and which of them first. Pure. */
import type { FloorMachine } from './floor.types.ts';
import type { MachineStatus } from './machine-states.rules.ts';

/** From the most urgent. A planned stop, a short one and time between shifts need nobody. */
const urgent: readonly MachineStatus[] = ['down_unplanned', 'offline'];

type Seen = Pick<FloorMachine, 'machine' | 'state'>;

/** The order of a list stays as it is on a screen, so that people find a machine where it was; this one is by need. */
export function mostUrgentFirst<Machine extends Seen>(machines: readonly Machine[]): Machine[] {
  return machines
    .filter(({ state }) => urgent.includes(state.status))
    .toSorted((a, b) => {
      const byStatus = urgent.indexOf(a.state.status) - urgent.indexOf(b.state.status);
      return byStatus || rankOf(a) - rankOf(b) || sinceOf(a) - sinceOf(b);
    });
}

function rankOf({ machine }: Seen): number {
  return machine.criticality === null ? 3 : ['A', 'B', 'C'].indexOf(machine.criticality);
}

/** One of which nobody knows since when comes last. */
function sinceOf({ state }: Seen): number {
  return state.sinceMs ?? Number.MAX_SAFE_INTEGER;
}
