/** The stops that tickets are about, as the timeline has them: whole, where a source has split them. */
import type { Timeline } from '../../timeline/index.ts';
import type { StoppingFact } from './ticket-facts.types.ts';

/** Puts its stop to each ticket that names the period of one. */
export async function addStops(timeline: Pick<Timeline, 'listWholeStops'>, facts: readonly StoppingFact[]) {
  const asking = facts.filter(({ periodId }) => periodId !== null);
  if (asking.length === 0) return;
  const stops = await timeline.listWholeStops(asking.flatMap(({ periodId }) => periodId ?? []));
  for (const fact of asking) {
    const stop = stops.get(fact.periodId ?? '');
    if (stop === undefined || stop.machineId !== fact.machineId) continue;
    const { startMs, endMs, reason } = stop;
    fact.stop = { id: stop.periodIds[0] ?? '', startMs, endMs, reasonGroup: reason.group };
  }
}
