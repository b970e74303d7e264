/** Components that were taken in a shift: for which machine, as far as they were taken for a ticket. */
import { followPages } from '../../kernel/paging.ts';
import type { Inventory } from '../inventory/index.ts';
import type { Maintenance } from '../maintenance/index.ts';

export interface TakenPart {
  readonly component_id: number;
  readonly component_name: string;
  readonly quantity: number;
}

export interface TakenParts {
  /** Also those that were taken for no ticket, or for one of another machine. */
  readonly all: readonly TakenPart[];
  readonly byMachine: ReadonlyMap<string, readonly TakenPart[]>;
}

export interface TakenPartSources {
  readonly inventory: Pick<Inventory, 'listMovements'>;
  readonly tickets: Pick<Maintenance['tickets'], 'machinesOfTickets'>;
}

/** Of all machines: the store belongs to none. The most first. */
export async function findTakenParts(
  { inventory, tickets }: TakenPartSources,
  fromMs: number,
  toMs: number,
): Promise<TakenParts> {
  const all = new Tally();
  const byMachine = new Map<string, Tally>();
  const pages = followPages((paging) => inventory.listMovements({ kind: 'issue', fromMs, toMs, ...paging }));
  for await (const movements of pages) {
    const ticketIds = [...new Set(movements.flatMap(({ ticketId }) => ticketId ?? []))];
    const machines = await tickets.machinesOfTickets(ticketIds);
    for (const { componentId, componentName, quantity, ticketId } of movements) {
      all.add(componentId, componentName, -quantity);
      const machineId = ticketId === null ? undefined : machines.get(ticketId);
      if (machineId === undefined) continue;
      let tally = byMachine.get(machineId);
      if (tally === undefined) byMachine.set(machineId, (tally = new Tally()));
      tally.add(componentId, componentName, -quantity);
    }
  }
  return { all: all.parts(), byMachine: new Map(Array.from(byMachine, ([id, tally]) => [id, tally.parts()])) };
}

class Tally {
  readonly #parts = new Map<number, { component_id: number; component_name: string; quantity: number }>();

  add(id: number, name: string, quantity: number): void {
    const known = this.#parts.get(id);
    if (known === undefined) this.#parts.set(id, { component_id: id, component_name: name, quantity });
    else known.quantity += quantity;
  }

  parts(): TakenPart[] {
    return [...this.#parts.values()].sort((a, b) => b.quantity - a.quantity || a.component_id - b.component_id);
  }
}
