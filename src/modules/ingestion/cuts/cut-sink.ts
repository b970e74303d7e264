/** Cuts of a batch → production. */
import { findCutFault, type NewCut, type Production, wireNameOf } from '../../production/index.ts';
import type { Outcome, SignalSink } from '../signals/signals.types.ts';

export function createCutSink(production: Pick<Production, 'recordCutsWithin'>): SignalSink<NewCut> {
  return {
    async storeWithin(tx, points) {
      const outcomes: Outcome[] = [];
      const bySource = new Map<string, { readonly cuts: NewCut[]; readonly places: number[] }>();
      for (const { source, point } of points) {
        const at = outcomes.length;
        const fault = findCutFault(point, Number.POSITIVE_INFINITY);
        // a good one is stored, unless it turns out to be a repeat
        outcomes.push(fault === undefined ? 'stored' : { fault: `${wireNameOf(fault.field)} ${fault.reason}.` });
        if (fault !== undefined) continue;
        let ofSource = bySource.get(source);
        if (ofSource === undefined) bySource.set(source, (ofSource = { cuts: [], places: [] }));
        ofSource.cuts.push(point);
        ofSource.places.push(at);
      }
      for (const [source, { cuts, places }] of bySource) {
        const numbers = await production.recordCutsWithin(tx, cuts, source);
        for (let nth = 0; nth < numbers.length; nth++) {
          if (numbers[nth] === null) outcomes[places[nth] as number] = 'repeated';
        }
      }
      return outcomes;
    },
  };
}
