/** What a machine publishes of cuts. */
import { type Static, Type } from 'typebox';
import { closed, orNull } from '../../../platform/http/index.ts';
import { MACHINE_ID_LENGTH_MAX } from '../../machines/index.ts';
import { CUT_COUNT_MAX, SOURCE_ID_LENGTH_MAX } from '../../production/index.ts';

const fields = {
  timestamp_utc: Type.Optional(
    Type.String({
      maxLength: 40,
      description: 'When it happened, RFC 3339; UTC without an offset. When it was received where absent.',
      examples: ['2026-09-02T14:23:01.250Z'],
    }),
  ),
  cut_count: Type.Optional(
    Type.Integer({ minimum: 1, maximum: CUT_COUNT_MAX, description: 'Pieces; 1 where absent.', examples: [1] }),
  ),
  source_id: Type.Optional(
    orNull(
      Type.String({
        minLength: 1,
        maxLength: SOURCE_ID_LENGTH_MAX,
        description: 'What its source calls it: the same one of the machine again is a repeat.',
        examples: ['plc-1/0000417'],
      }),
    ),
  ),
  source_sequence: Type.Optional(
    orNull(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: "Its number in the source's counting: the same one of the machine again is a repeat.",
        examples: [417],
      }),
    ),
  ),
};
const machineId = Type.String({ minLength: 1, maxLength: MACHINE_ID_LENGTH_MAX, description: 'The machine.' });

/** On a topic of one machine. */
export const CutOfMachine = Type.Object({ machine_id: Type.Optional(machineId), ...fields }, closed);
/** On a topic that machines share. Programs of the predecessor's time say more than this: it is passed over. */
export const CutOnSharedTopic = Type.Object({ machine_id: machineId, ...fields });

export type CutPoint = Static<typeof CutOfMachine>;
