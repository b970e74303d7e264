/** What reports are made from. */
import type { Clock } from '../../../kernel/clock.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Timeline } from '../../timeline/index.ts';

export interface ReportDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: SettingsReader;
  readonly machines: Machines;
  readonly timeline: Timeline;
  /** The factory's IANA time zone. */
  readonly zone: string;
}
