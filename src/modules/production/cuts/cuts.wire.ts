/** Cuts on the wire: snake_case, RFC 3339. */
import type { Static } from 'typebox';
import { formatInstant } from '../../../kernel/instant.ts';
import { bodyInstant, queryRange } from '../../../platform/http/index.ts';
import type { CutAnswer, CutListQuery, NewCutsBody, RecordedCutsAnswer } from './cuts.schemas.ts';
import type { Cut, CutListing, NewCut, RecordedCuts } from './cuts.types.ts';

type NewCutOnWire = Exclude<Static<typeof NewCutsBody>, readonly unknown[]>;

/** One or many. @throws validation-failed for a time that is none */
export function cutsFromWire(body: Static<typeof NewCutsBody>): NewCut[] {
  if (!Array.isArray(body)) return [cutFromWire(body, 'timestamp_utc')];
  return body.map((cut, at) => cutFromWire(cut, `${at}.timestamp_utc`));
}

function cutFromWire(cut: NewCutOnWire, timeName: string): NewCut {
  return {
    machineId: cut.machine_id,
    occurredAt: bodyInstant(timeName, cut.timestamp_utc),
    count: cut.cut_count ?? 1,
    sourceId: cut.source_id ?? null,
    sourceSequence: cut.source_sequence ?? null,
  };
}

export function recordedToWire(numbers: RecordedCuts): Static<typeof RecordedCutsAnswer> {
  const recorded = numbers.filter((number) => number !== null).length;
  return {
    recorded,
    duplicates: numbers.length - recorded,
    results: numbers.map((id) => ({ result: id === null ? 'duplicate' : 'new', id })),
  };
}

export function cutToWire(cut: Cut): Static<typeof CutAnswer> {
  return {
    id: cut.id,
    machine_id: cut.machineId,
    timestamp_utc: formatInstant(cut.occurredAt),
    cut_count: cut.count,
    source_id: cut.sourceId,
    source_sequence: cut.sourceSequence,
    source: cut.source,
    recorded_at: formatInstant(cut.recordedAt),
  };
}

type ListOnWire = Pick<Static<typeof CutListQuery>, 'start_time' | 'end_time'> & Partial<Static<typeof CutListQuery>>;

/** @throws validation-failed for times that are none, range-invalid for an end before its start */
export function listingFromWire(query: ListOnWire): CutListing {
  return {
    machineIds: query.machine_ids,
    ...queryRange(query),
    cursor: query.cursor,
    limit: query.limit,
    withTotal: query.with_total,
  };
}
