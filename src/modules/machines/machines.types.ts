/** What the other rooms see of a machine. Instants and durations are milliseconds. */
import type { Page } from '../../kernel/paging.ts';

export type Criticality = 'A' | 'B' | 'C';

/** What people may say of a machine. */
export interface MachineDetails {
  readonly name: string;
  /** Site, area or line where it stands; null where nobody has said. */
  readonly placeId: number | null;
  /** A stops the factory, C can wait; null where nobody has said. */
  readonly criticality: Criticality | null;
  /** Cost of one hour's stop in the factory's currency. */
  readonly hourlyCost: number | null;
  /** Percent, 0 to 100. */
  readonly targetOee: number | null;
  /** Stops shorter than this count as micro-stops. */
  readonly microStopMs: number | null;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly serialNumber: string | null;
  readonly notes: string | null;
}

export interface Machine extends MachineDetails {
  readonly id: string;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When it was taken out of use; its history stays. Null while it is in use. */
  readonly retiredAt: number | null;
}

export interface NewMachine extends Partial<MachineDetails> {
  /** The source's own id; one is made where absent. */
  readonly id?: string;
  readonly name: string;
}

export interface MachineFilter {
  /** Part of the id, name, manufacturer, model or serial number; case does not matter. */
  readonly text?: string;
  /** Machines at this place or anywhere inside it. */
  readonly placeId?: number;
  readonly criticality?: Criticality;
  /** Absent: both. */
  readonly retired?: boolean;
  readonly cursor?: string;
  readonly limit?: number;
}

export interface SeenMachine {
  readonly id: string;
  readonly name: string;
}

export type MachinePage = Page<Machine>;
