/** Named numbers of machines. */
import type { PointPlace } from '../signals/point-fields.ts';

export interface TelemetryPoint extends PointPlace {
  readonly values: Readonly<Record<string, number>>;
}

/** Numbers in one point. */
export const VALUES_PER_POINT_MAX = 100;
export const NAME_PATTERN = '^[A-Za-z][A-Za-z0-9_.:-]{0,59}$';

/** The latest of a name. */
export interface LatestValue {
  readonly name: string;
  readonly value: number;
  readonly occurredAt: number;
}

/** What is kept of a name's values in a slot of time. */
export interface Sample {
  /** Of the latest value. */
  readonly occurredAt: number;
  readonly value: number;
  readonly least: number;
  readonly greatest: number;
}
