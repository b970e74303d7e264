/** Cuts of a batch → production. */
import { findCutFault, type NewCut, type Production } from '../../production/index.ts';
import type { Outcome, SignalSink } from '../signals/signals.types.ts';

export function createCutSink(production: Pick<Production, 'recordCutsWithin'>): SignalSink<NewCut> {
  return {
    async storeWithin(tx, points) {
      const outcomes: Outcome[] = [];
      const bySource = new Map<string, { readonly cuts: NewCut[]; readonly places: number[] }>();
      for (const [at, { source, point }] of points.entries()) {
        const fault = findCutFault(point, Number.POSITIVE_INFINITY);
        if (fault !== undefined) {
          outcomes[at] = { fault: `${fault.field} ${fault.reason}.` };
          continue;
        }
        let ofSource = bySource.get(source);
        if (ofSource === undefined) bySource.set(source, (ofSource = { cuts: [], places: [] }));
        ofSource.cuts.push(point);
        ofSource.places.push(at);
      }
      for (const [source, { cuts, places }] of bySource) {
        const numbers = await production.recordCutsWithin(tx, cuts, source);
        for (const [nth, at] of places.entries()) outcomes[at] = numbers[nth] === null ? 'repeated' : 'stored';
      }
      return outcomes;
    },
  };
}
