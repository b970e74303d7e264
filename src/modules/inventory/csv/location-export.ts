/** Locations of stock as CSV. */
import { type CsvColumnsOf, csvList } from '../../../kernel/csv-writer.ts';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { allPages } from '../../../kernel/paging.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { findLocationsMadeAfter } from '../locations/locations.repository.ts';
import type { Location, LocationFilter } from '../locations/locations.types.ts';

export interface LocationExport {
  /** In the order in which they were made. */
  exportLocations(filter: Pick<LocationFilter, 'text' | 'retired'>): AsyncIterable<string>;
}

const columns: CsvColumnsOf<Location> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  notes: ({ notes }) => notes,
  retired_at: ({ retiredAt }) => formatOptionalInstant(retiredAt),
  created_at: ({ createdAt }) => formatInstant(createdAt),
  updated_at: ({ updatedAt }) => formatInstant(updatedAt),
};

export function createLocationExport(store: Store): LocationExport {
  return {
    exportLocations: (filter) =>
      csvList(
        columns,
        allPages<Location>((last, limit) => findLocationsMadeAfter(store.access(), filter, last?.id, limit)),
      ),
  };
}
