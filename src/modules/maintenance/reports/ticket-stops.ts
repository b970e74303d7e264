/** The stops that tickets are about, as the timeline has them: whole, where a source has split them. */
import type { Timeline } from '../../timeline/index.ts';
import type { StoppingFact } from './ticket-facts.types.ts';

/** Puts its stop to each ticket that is about one. */
export async function addStops(timeline: Pick<Timeline, 'listWholeStops'>, facts: readonly StoppingFact[]) {
  const periodIds = facts.flatMap(({ periodId }) => periodId ?? []);
  if (periodIds.length === 0) return;
  const stops = await timeline.listWholeStops(periodIds);
  for (const fact of facts) {
    const stop = fact.periodId === null ? undefined : stops.get(fact.periodId);
    if (stop === undefined || stop.machineId !== fact.machineId) continue;
    const { startMs, endMs, reason } = stop;
    fact.stop = { id: stop.periodIds[0] ?? '', startMs, endMs, reasonGroup: reason.group };
  }
}
