/**
 * The lock between those who change who works which shifts and those who work out sums by shift.
 *
 * Whoever holds it shared sees the calendars, the zone and the machines' places as they stay until the transaction
 * ends, and everything of them that was committed before; whoever holds it alone sees every machine that has periods.
 */
import { type LockMode, lockTable } from '../../../platform/database/index.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { ShiftCalendarsTables } from './shift-calendars.tables.ts';

/**
 * Take it first in a transaction, before a machine is locked or a calendar is read.
 *
 * @param mode `share` to read calendars and write sums; `exclusive` to change calendars, exceptions, zone or places
 */
export async function lockShiftsWithin(tx: Transaction, mode: LockMode): Promise<void> {
  await lockTable(tx.access<ShiftCalendarsTables>(), tx.engine, 'factory_zone', mode);
}
