/** What a machine publishes of its counters. */
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { formatInstant } from '../../../kernel/instant.ts';
import { closed, orNull } from '../../../platform/http/index.ts';
import type { MessageFormat } from '../signals/message-format.ts';
import { pointFields, sequenceField } from '../signals/point-fields.ts';
import { COUNTER_DEFAULT, type CounterPoint } from './counters.types.ts';

export const CounterOfMachine = Type.Object(
  {
    ...pointFields,
    counter: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,59}$',
        errorMessage: 'must be a letter or a digit, then up to 59 letters, digits and _ . : -',
        description: `Its name, where the machine has several that each count pieces of their own; \`${COUNTER_DEFAULT}\` where absent.`,
        examples: ['lane-2'],
      }),
    ),
    value: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Pieces since it began to count.',
      examples: [12_417],
    }),
    rollover_at: Type.Optional(
      orNull(
        Type.Integer({
          minimum: 2,
          maximum: Number.MAX_SAFE_INTEGER,
          description: 'Where it begins again at 0: 65,536 for a counter of 16 bits.',
          examples: [65_536],
        }),
      ),
    ),
    source_sequence: sequenceField,
  },
  closed,
);

export const counterFormat: MessageFormat<Static<typeof CounterOfMachine>, CounterPoint> = {
  noun: 'A counter',
  ofMachine: Compile(CounterOfMachine),
  read(point, machineId, occurredAt) {
    const { value, rollover_at: rolloverAt = null } = point;
    if (rolloverAt !== null && value >= rolloverAt) return `value must be less than rollover_at, ${rolloverAt}.`;
    return {
      machineId,
      occurredAt,
      isTimed: point.timestamp_utc !== undefined,
      sourceSequence: point.source_sequence ?? null,
      counter: point.counter ?? COUNTER_DEFAULT,
      value,
      rolloverAt,
    };
  },
  toPayload: (point) => ({
    machine_id: point.machineId,
    timestamp_utc: formatInstant(point.occurredAt),
    counter: point.counter,
    value: point.value,
    rollover_at: point.rolloverAt,
    source_sequence: point.sourceSequence,
  }),
};
