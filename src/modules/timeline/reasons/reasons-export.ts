/** The reason catalogue as CSV: what stops are called, which kind they are, and which texts mean each. */
import { type CsvColumnsOf, csvList } from '../../../kernel/csv-writer.ts';
import { formatInstant } from '../../../kernel/instant.ts';
import { allPages } from '../../../kernel/paging.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { findAliasesOf, findReasonsMadeAfter, type ReasonsWanted } from './reasons.repository.ts';
import type { ReasonWithAliases } from './reasons.types.ts';

const columns: CsvColumnsOf<ReasonWithAliases> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  group: ({ group }) => group,
  named_by_person: ({ namedByPerson }) => namedByPerson,
  texts: ({ aliases }) => aliases.map(({ text }) => text).join('; '),
  created_at: ({ createdAt }) => formatInstant(createdAt),
  updated_at: ({ updatedAt }) => formatInstant(updatedAt),
};

/** In the order in which they came. */
export function exportReasons(store: Store, filter: ReasonsWanted): AsyncIterable<string> {
  return csvList(
    columns,
    allPages<ReasonWithAliases>((last, limit) =>
      store.snapshot(async (access) => {
        const reasons = await findReasonsMadeAfter(access, filter, last?.id, limit);
        const all = await findAliasesOf(
          access,
          store.engine,
          reasons.map(({ id }) => id),
        );
        const aliases = Map.groupBy(all, ({ reasonId }) => reasonId);
        return reasons.map((reason) => ({ ...reason, aliases: aliases.get(reason.id) ?? [] }));
      }),
    ),
  );
}
