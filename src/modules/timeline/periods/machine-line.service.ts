/** What one machine did, piece by piece, as everybody sees it: where periods overlap the one that began later counts. */
import type { ReadContext } from '../read-context.ts';
import type { Reason } from '../reasons/reasons.types.ts';
import type { Category } from './categories.rules.ts';
import { inOrderOfStart, visibleSpans } from './overlaps.rules.ts';
import { rowsInOrder } from './period-windows.ts';
import { toSpan } from './periods.repository.ts';

export interface LinePiece {
  readonly periodId: string;
  /** Of a period that reaches into the window: before it. */
  readonly startMs: number;
  /** At most the end of the window. */
  readonly endMs: number;
  readonly category: Category;
  readonly reason: Reason;
  /** As the source wrote it, or a person said in MillDash. */
  readonly reasonText: string | null;
}

/** Pieces that overlap [fromMs, toMs), in their order; time of which nothing is known is not in it. */
export async function readMachineLine(
  context: ReadContext,
  reasons: ReadonlyMap<number, Reason>,
  machineId: string,
  fromMs: number,
  toMs: number,
): Promise<LinePiece[]> {
  const texts = new Map<string, string | null>();
  const spans = [];
  for await (const rows of rowsInOrder(context, { fromMs, toMs, machineIds: [machineId] })) {
    for (const row of rows) {
      texts.set(row.id, row.reason_text);
      spans.push(toSpan(row));
    }
  }
  return visibleSpans(spans.sort(inOrderOfStart)).flatMap(({ period, startMs, endMs }) => {
    const reason = reasons.get(period.aliasId);
    if (reason === undefined || startMs >= toMs) return [];
    const { id: periodId, category } = period;
    return [
      { periodId, startMs, endMs: Math.min(endMs, toMs), category, reason, reasonText: texts.get(periodId) ?? null },
    ];
  });
}
