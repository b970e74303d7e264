/** What a period said in each of its versions, and who changed it. */
import { toPage } from '../../../kernel/paging.ts';
import type { Engine, TableAccess } from '../../../platform/database/index.ts';
import { type Classification, categoryOf, type Productivity } from '../periods/categories.rules.ts';
import { toldReasonOf } from '../periods/explained-reasons.rules.ts';
import { findOfPeriods } from '../periods/explanations.repository.ts';
import { findMeaningsOfKeys } from '../reasons/reasons.repository.ts';
import { normaliseReason } from '../reasons/reasons.rules.ts';
import type { StatusPeriodRevisionsTable, StatusPeriodsTable, TimelineTables } from '../tables.ts';
import type { PeriodRevision, PeriodRevisionPage } from './status-periods.types.ts';

type RevisionRow = Omit<StatusPeriodRevisionsTable, 'replaced_at' | 'period_id'> & {
  readonly replaced_at: number | null;
};

/** The latest first. @param before only versions below it */
export async function listRevisions(
  access: TableAccess<TimelineTables>,
  engine: Engine,
  present: StatusPeriodsTable,
  before: number | undefined,
  limit: number,
): Promise<PeriodRevisionPage> {
  const rows: RevisionRow[] = await access
    .selectFrom('status_period_revisions')
    .selectAll()
    .where('period_id', '=', present.id)
    .where('revision', '<', before ?? present.revision)
    .orderBy('revision', 'desc')
    .limit(limit + 1)
    .execute();
  if (before === undefined || before > present.revision) rows.unshift({ ...present, replaced_at: null });
  const page = toPage(rows, limit, ({ revision }) => [revision]);
  const said = new Map((await findOfPeriods(access, engine, [present.id])).map((row) => [row.revision, row]));
  const reasons = await findMeaningsOfKeys(access, engine, [...new Set(page.items.map(keyOf))]);
  const items = page.items.map((row): PeriodRevision => {
    const change = said.get(row.revision);
    const key = keyOf(row);
    const [classification, productivity] = [
      row.classification as Classification,
      row.productivity as Productivity | null,
    ];
    return {
      version: row.revision,
      startMs: row.started_at,
      endMs: row.ended_at,
      classification,
      productivity,
      category: categoryOf(classification, productivity, key),
      toldReason: toldReasonOf(row),
      reason: key === '' ? null : (reasons.get(key) ?? null),
      source: row.source,
      recordedAt: row.recorded_at,
      replacedAt: row.replaced_at,
      changedBy: change === undefined ? null : { userId: change.user_id, name: change.person },
      note: change?.note ?? null,
    };
  });
  return { items, nextCursor: page.nextCursor };
}

function keyOf({ reason_text }: Pick<RevisionRow, 'reason_text'>): string {
  return normaliseReason(reason_text ?? '');
}
