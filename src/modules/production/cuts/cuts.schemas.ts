/** What requests and answers about cuts look like. */
import { Type } from 'typebox';
import {
  closed,
  countedPageOf,
  cursorParameter,
  instantField,
  instantParameter,
  limitParameter,
  orNull,
  withTotalParameter,
} from '../../../platform/http/index.ts';
import { MACHINE_ID_LENGTH_MAX } from '../../machines/index.ts';
import { CUT_COUNT_MAX, CUTS_PER_CALL_MAX, SOURCE_ID_LENGTH_MAX } from './cuts.rules.ts';

const machineId = Type.String({
  maxLength: MACHINE_ID_LENGTH_MAX,
  description: 'The machine.',
  examples: ['6809f67ffc54c40ff1b489cf'],
});
const count = Type.Integer({ minimum: 1, maximum: CUT_COUNT_MAX, description: 'Pieces.', examples: [1] });
const sourceId = Type.String({
  minLength: 1,
  maxLength: SOURCE_ID_LENGTH_MAX,
  description: 'What its source calls it: the same one of the machine again is a repeat.',
  examples: ['plc-1/0000417'],
});
const sourceSequence = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "Its number in the source's counting: the same one of the machine again is a repeat.",
  examples: [417],
});

const NewCut = Type.Object(
  {
    machine_id: machineId,
    // no format: programs of the predecessor's time write no offset
    timestamp_utc: Type.String({
      maxLength: 40,
      description: 'When it happened, RFC 3339; UTC without an offset.',
      examples: ['2026-09-02T14:23:01.250Z'],
    }),
    cut_count: Type.Optional({ ...count, description: 'Pieces; 1 where absent.' }),
    source_id: Type.Optional(orNull(sourceId)),
    source_sequence: Type.Optional(orNull(sourceSequence)),
  },
  { ...closed, title: 'NewCut' },
);
export const NewCutsBody = Type.Union([
  NewCut,
  Type.Array(NewCut, { maxItems: CUTS_PER_CALL_MAX, description: 'All of them or none.' }),
]);

export const RecordedCutsAnswer = Type.Object(
  {
    recorded: Type.Integer({ description: 'How many were new.', examples: [2] }),
    duplicates: Type.Integer({ description: 'How many were there already.', examples: [0] }),
    results: Type.Array(
      Type.Object({
        result: Type.Enum(['new', 'duplicate'], { description: 'What came of it.' }),
        id: orNull(Type.Integer({ description: 'Number of a new one.', examples: [90_412] })),
      }),
      { description: 'For each, in the order of the request.' },
    ),
  },
  { title: 'RecordedCuts' },
);

export const CutAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the cut.', examples: [90_412] }),
    machine_id: machineId,
    timestamp_utc: instantField('When it happened.'),
    cut_count: count,
    source_id: orNull(sourceId),
    source_sequence: orNull(sourceSequence),
    source: Type.String({ description: 'Kind and name of what recorded it.', examples: ['api-key:Line 1'] }),
    recorded_at: instantField('When it was recorded here.'),
  },
  { title: 'Cut' },
);
export const CutPage = countedPageOf(CutAnswer);

export const CutListQuery = Type.Object({
  start_time: instantParameter('Beginning of the range.'),
  end_time: instantParameter('End of the range, itself excluded.'),
  machine_ids: Type.Optional(
    Type.Array(Type.String({ maxLength: MACHINE_ID_LENGTH_MAX }), {
      maxItems: 1_000,
      description: 'Of these machines, which must be there; of all where absent.',
    }),
  ),
  cursor: cursorParameter,
  limit: limitParameter,
  with_total: withTotalParameter,
});
