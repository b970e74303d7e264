/** What callers have spent of their limits at each process. */
import type { Generated } from 'kysely';

export interface RateTables {
  rate_spending: RateSpendingTable;
}

export interface RateSpendingTable {
  id: Generated<number>;
  process: string;
  spent_at: number;
  /** JSON: caller → requests. */
  spending: string;
}
