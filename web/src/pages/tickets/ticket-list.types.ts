import type { Sorting } from '../../ui/sort-choice.tsx';
import type { TicketRow } from './ticket-words.ts';

export interface TicketListProps {
  readonly tickets: readonly TicketRow[];
  readonly sorting: Sorting | undefined;
  readonly onSort: (sorting: Sorting | undefined) => void;
  /** Absent where nothing can be done with those that are ticked. */
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (keys: ReadonlySet<string>) => void;
}
