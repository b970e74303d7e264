/** What a machine can say with every point, whatever it reports. */
import { type Static, Type } from 'typebox';
import { orNull } from '../../../platform/http/index.ts';
import { MACHINE_ID_LENGTH_MAX } from '../../machines/index.ts';

export const machineIdField = Type.String({
  minLength: 1,
  maxLength: MACHINE_ID_LENGTH_MAX,
  description: 'The machine.',
});

export const pointFields = {
  machine_id: Type.Optional(machineIdField),
  timestamp_utc: Type.Optional(
    Type.String({
      maxLength: 40,
      description: 'When it happened, RFC 3339; UTC without an offset. When it was received where absent.',
      examples: ['2026-09-02T14:23:01.250Z'],
    }),
  ),
};

export const sequenceField = Type.Optional(
  orNull(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: "Its number in the source's counting: the same one of the machine again is a repeat.",
      examples: [417],
    }),
  ),
);

const common = Type.Object(pointFields);
export type CommonOnWire = Static<typeof common>;

/** Of every point that has been read. */
export interface PointPlace {
  readonly machineId: string;
  /** The source's time; when it was received where the source says none. */
  readonly occurredAt: number;
  /** From before, told when its source was back: it must not move what is so now. */
  readonly isHistorical?: boolean;
}

/** Of points that follow each other: what tells a repeat, and one that comes late. */
export interface PointInOrder extends PointPlace {
  /** Whether the source says the time; else it is the newest of its machine. */
  readonly isTimed: boolean;
  readonly sourceSequence: number | null;
}
