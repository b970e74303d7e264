/** Which reasons are likely at a machine, out of the sums of its last weeks. */
import { DAY_MS } from '../../../kernel/clock.ts';
import { type Engine, isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { saysWhy } from '../reasons/answers.rules.ts';
import { findReasonsOfAliases } from '../reasons/reasons.repository.ts';
import { compareByCodePoint, normaliseReason } from '../reasons/reasons.rules.ts';
import type { TimelineTables } from '../tables.ts';
import type { ReasonSuggestion } from './status-periods.types.ts';

type Access = TableAccess<TimelineTables>;

/** As many buttons as gloves can hit on a tablet. */
export const SUGGESTIONS_MAX = 12;
export const SUGGESTION_DAYS = 30;

export function suggestReasons(store: Store, machineId: string, nowMs: number): Promise<ReasonSuggestion[]> {
  const sinceMs = nowMs - SUGGESTION_DAYS * DAY_MS;
  return store.snapshot(async (access) => {
    const ofMachine = await mostUsed(access, store.engine, [machineId], sinceMs);
    const suggestions = ofMachine.map((one) => ({ ...one, atMachine: true }));
    if (suggestions.length < SUGGESTIONS_MAX) {
      const known = new Set(suggestions.map(({ reason }) => reason.id));
      const others = await access.selectFrom('timeline_machines').select('machine_id').execute();
      const ids = others.map((row) => row.machine_id);
      const ofFactory = await mostUsed(access, store.engine, ids, sinceMs);
      suggestions.push(
        ...ofFactory.filter(({ reason }) => !known.has(reason.id)).map((one) => ({ ...one, atMachine: false })),
      );
    }
    return suggestions.slice(0, SUGGESTIONS_MAX);
  });
}

/** By how many stops had them, then by name. A stop that lasts is not counted yet. */
async function mostUsed(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
  sinceMs: number,
): Promise<Omit<ReasonSuggestion, 'atMachine'>[]> {
  const rows = await access
    .selectFrom('shift_reason_totals')
    .select(['alias_id', (eb) => eb.fn.sum<number>('stops').as('stops')])
    .where(isAnyOf(engine, 'machine_id', machineIds))
    .where('slice_start', '>=', sinceMs)
    .where('category', '>=', 1)
    .where('category', '<=', 3)
    .groupBy('alias_id')
    .execute();
  const meant = await findReasonsOfAliases(
    access,
    engine,
    rows.map((row) => row.alias_id),
  );
  const byReason = new Map<number, Omit<ReasonSuggestion, 'atMachine'>>();
  for (const { alias_id: aliasId, stops } of rows) {
    const reason = meant.get(aliasId);
    // what gives no reason is no answer
    if (reason === undefined || !reason.isGiven || !saysWhy(normaliseReason(reason.name))) continue;
    byReason.set(reason.id, { reason, stops: (byReason.get(reason.id)?.stops ?? 0) + stops });
  }
  return [...byReason.values()]
    .filter(({ stops }) => stops > 0)
    .sort((a, b) => b.stops - a.stops || compareByCodePoint(a.reason.name, b.reason.name));
}
