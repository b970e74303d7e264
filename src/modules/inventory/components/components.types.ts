/** What the other rooms see of a component. */
import type { StockLevel } from '../stock/stock.types.ts';

/** What people may say of a component. */
export interface ComponentDetails {
  /** Unique, without regard to case and white space. */
  readonly name: string;
  /** Unique where it is given. */
  readonly stockCode: string | null;
  /** What is counted: `pcs`, `m`, `l`. */
  readonly unit: string;
  /** Of one unit, in the factory's currency. */
  readonly unitCost: number | null;
  readonly supplier: string | null;
  /** What the supplier calls it. */
  readonly supplierCode: string | null;
  readonly leadTimeDays: number | null;
  readonly category: string | null;
  readonly notes: string | null;
}

export interface Component extends ComponentDetails {
  readonly id: number;
  /** At all locations together, in whole units. */
  readonly onHand: number;
  /** Counts the changes of the details; movements leave it. */
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Since then nothing comes in and nothing is reserved; what is left can go. */
  readonly retiredAt: number | null;
}

/** A component as lists show it. */
export interface ListedComponent extends Component {
  /** Set aside for tickets. */
  readonly reserved: number;
  /** Whether it is below the minimum of any location. */
  readonly low: boolean;
  /** What is where, by the location's name. */
  readonly levels: readonly StockLevel[];
}

export interface ComponentWithMachines extends ListedComponent {
  /** Machines whose spare parts it is among. */
  readonly machineIds: readonly string[];
}

export interface NewComponent extends Partial<Omit<ComponentDetails, 'name'>> {
  readonly name: string;
  /** Whole units that are there already: booked as the opening movement. */
  readonly openingStock?: number | undefined;
  /** Where they are; absent: the first location. */
  readonly locationId?: number | undefined;
}

export const componentSorts = ['name', 'stock_code', 'on_hand'] as const;
export type ComponentSort = (typeof componentSorts)[number];

export interface ComponentFilter {
  /** Part of the name, stock code, supplier, the supplier's code or the category; case does not matter. */
  readonly text?: string | undefined;
  /** Components that are there, or have limits there. */
  readonly locationId?: number | undefined;
  /** Below a minimum, at `locationId` where it is given; false: not so. */
  readonly low?: boolean | undefined;
  readonly category?: string | undefined;
  /** Absent: both. */
  readonly retired?: boolean | undefined;
}

export interface ComponentListing extends ComponentFilter {
  readonly sort?: ComponentSort | undefined;
  readonly order?: 'asc' | 'desc' | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  readonly withTotal?: boolean | undefined;
}
