/** `/api/v1/cuts`: what machines report of pieces. The bare list at this address is the old front end's. */
import { idempotencyKeyOf, type RouteApp, type Routes } from '../../../platform/http/index.ts';
import type { CutReads } from './cut-reads.ts';
import { CutListQuery, CutPage, NewCutsBody, RecordedCutsAnswer } from './cuts.schemas.ts';
import type { CutService } from './cuts.service.ts';
import { cutsFromWire, cutToWire, listingFromWire, recordedToWire } from './cuts.wire.ts';

const tags = ['Production'];

export function cutRoutes(cuts: CutService & CutReads): Routes {
  return (app: RouteApp) => {
    app.post(
      '/api/v1/cuts',
      {
        schema: {
          tags,
          summary: 'Record cuts',
          description:
            'One, or up to 1,000 at once: all of them or none. One whose `source_id` or `source_sequence` the machine has already is a repeat and changes nothing; one that has neither is always new. A time further in the future than the setting `cuts.future_seconds` is refused.',
          body: NewCutsBody,
          response: { 200: RecordedCutsAnswer },
        },
        config: { idempotent: true, permission: 'cuts:record', errors: ['unknown-machine'] },
      },
      async (request) => {
        const key = idempotencyKeyOf(request);
        return recordedToWire(await cuts.recordCuts(request.actor, cutsFromWire(request.body), undefined, key));
      },
    );

    app.get(
      '/api/v1/cuts/search',
      {
        schema: {
          tags,
          summary: 'Cuts',
          description: 'Of a range, by time.',
          querystring: CutListQuery,
          response: { 200: CutPage },
        },
        config: {
          permission: 'production:read',
          errors: ['cursor-invalid', 'range-invalid', 'unknown-machine'],
          freshness: { topics: ['cuts'] },
        },
      },
      async (request) => {
        const page = await cuts.listCuts(listingFromWire(request.query));
        return {
          items: page.items.map(cutToWire),
          next_cursor: page.nextCursor,
          ...(page.total === undefined ? {} : { total: page.total }),
        };
      },
    );
  };
}
