/** What a machine publishes of cuts. */
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { formatInstant } from '../../../kernel/instant.ts';
import { closed, orNull } from '../../../platform/http/index.ts';
import { CUT_COUNT_MAX, type NewCut, SOURCE_ID_LENGTH_MAX } from '../../production/index.ts';
import type { MessageFormat } from '../signals/message-format.ts';
import { machineIdField, pointFields, sequenceField } from '../signals/point-fields.ts';

const fields = {
  ...pointFields,
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
  source_sequence: sequenceField,
};

export const CutOfMachine = Type.Object(fields, closed);
/** On a topic that machines share. Programs of the predecessor's time say more than this: it is passed over. */
export const CutOnSharedTopic = Type.Object({ ...fields, machine_id: machineIdField });

export const cutFormat: MessageFormat<Static<typeof CutOfMachine>, NewCut> = {
  noun: 'A cut',
  ofMachine: Compile(CutOfMachine),
  onSharedTopic: Compile(CutOnSharedTopic),
  read: (point, machineId, occurredAt) => ({
    machineId,
    occurredAt,
    count: point.cut_count ?? 1,
    sourceId: point.source_id ?? null,
    sourceSequence: point.source_sequence ?? null,
  }),
  toPayload: (cut) => ({
    machine_id: cut.machineId,
    timestamp_utc: formatInstant(cut.occurredAt),
    cut_count: cut.count,
    source_id: cut.sourceId ?? null,
    source_sequence: cut.sourceSequence ?? null,
  }),
};
