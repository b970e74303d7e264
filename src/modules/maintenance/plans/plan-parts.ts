/** The parts of a plan: set aside for the ticket that it opens as far as the stock allows, and what is missing told. */
import { DomainError } from '../../../kernel/errors.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { PlanPart } from './plans.types.ts';

export interface MissingPart {
  readonly component_id: number;
  readonly component_name: string;
  readonly needed: number;
  readonly reserved: number;
}

/** In the order of components, as everybody locks them. @returns the parts of which not all could be set aside */
export async function reservePartsWithin(
  tx: Transaction,
  inventory: Inventory,
  ticketId: number,
  parts: readonly PlanPart[],
): Promise<MissingPart[]> {
  const missing: MissingPart[] = [];
  if (parts.length === 0) return missing;
  const ids = parts.map(({ componentId }) => componentId);
  const components = await inventory.describeComponents(ids, tx.access());
  for (const { componentId, quantity } of parts) {
    const reserved = await reserveUpTo(tx, inventory, ticketId, componentId, quantity);
    if (reserved < quantity) {
      const name = components.get(componentId)?.componentName ?? String(componentId);
      missing.push({ component_id: componentId, component_name: name, needed: quantity, reserved });
    }
  }
  return missing;
}

async function reserveUpTo(
  tx: Transaction,
  inventory: Inventory,
  ticketId: number,
  componentId: number,
  quantity: number,
): Promise<number> {
  try {
    await inventory.reserveWithin(tx, { componentId, ticketId, quantity });
    return quantity;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'component-retired') return 0;
    if (error.code !== 'stock-insufficient') throw error;
    // refused before anything was written, with the component locked: what is free stays free
    const free = Number(error.members['available'] ?? 0);
    if (free > 0) await inventory.reserveWithin(tx, { componentId, ticketId, quantity: free });
    return free;
  }
}

export function tellMissing(missing: readonly MissingPart[]): string {
  const lines = missing.map(
    ({ component_name: name, needed, reserved }) => `- ${name}: ${needed} needed, ${reserved} set aside`,
  );
  return `Parts are missing:\n${lines.join('\n')}`;
}
