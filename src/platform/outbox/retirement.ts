/**
 * Taking a record out of use and back, told, audited and logged alike for each kind: nothing is deleted that others
 * point at.
 */
import type { Actor } from '../../kernel/access.ts';
import type { Logger } from '../logging/index.ts';
import type { NewEvent, Store, Transaction } from './store.ts';

export interface Retirement<Row extends { readonly name: string }> {
  /** As the audit names it: `product`. */
  readonly entityType: string;
  readonly id: number | string;
  /** What is wanted: out of use, or back in it. */
  readonly retired: boolean;
  readonly reason: string | undefined;
  /** Writes it; undefined where it is so already or is not there. */
  readonly update: (tx: Transaction, retiredAt: number | null) => Promise<Row | undefined>;
  readonly event: (happened: 'retired' | 'reinstated', row: Row) => NewEvent;
  /** What commits with it. */
  readonly follow?: (tx: Transaction, row: Row) => Promise<void>;
}

/** @returns the changed record; undefined where nothing changed, and then nothing is told */
export async function setRetired<Row extends { readonly name: string }>(
  { store, log }: { readonly store: Store; readonly log: Logger },
  actor: Actor,
  { entityType, id, retired, reason, update, event, follow }: Retirement<Row>,
): Promise<Row | undefined> {
  const happened = retired ? 'retired' : 'reinstated';
  const changed = await store.transact(actor, async (tx) => {
    const row = await update(tx, retired ? tx.recordedAt : null);
    if (row === undefined) return undefined;
    tx.emit(event(happened, row));
    tx.audit({
      action: `${entityType}.${happened}`,
      entityType,
      entityId: id,
      before: { retired: !retired },
      after: { retired },
      ...(reason === undefined ? {} : { reason }),
    });
    await follow?.(tx, row);
    return row;
  });
  if (changed !== undefined) {
    log.info(
      { payload: { [`${entityType}Id`]: id } },
      `The ${entityType} '${changed.name}' was ${happened} by '${actor.name}'`,
    );
  }
  return changed;
}
