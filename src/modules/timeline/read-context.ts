/** What a read of the timeline works with: one state of the data, and what never changes. */
import type { AnyTables, Engine, TableAccess } from '../../platform/database/index.ts';
import type { CalendarsOf } from './accounting/rollups.service.ts';
import type { ShiftSlices } from './shifts/shift-slices.ts';

export interface ReadContext {
  /** Of a snapshot: everything that one answer rests on is read through it. */
  readonly access: TableAccess<AnyTables>;
  readonly engine: Engine;
  readonly slices: ShiftSlices;
  readonly calendarsOf: CalendarsOf;
}
