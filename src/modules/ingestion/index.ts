/** The front door of ingestion: status periods from CSV files and uploads, and messages of machines. */
import type { Clock } from '../../kernel/clock.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import type { SettingDefinition, SettingsReader } from '../../platform/settings/index.ts';
import type { Machines } from '../machines/index.ts';
import type { Production } from '../production/index.ts';
import type { Timeline } from '../timeline/index.ts';
import { createDeadLetters, type DeadLetters } from './dead-letters/dead-letters.service.ts';
import { createSignalStore } from './signals/signal-store.ts';
import { createSignals, readLetter, type Signals } from './signals/signals.service.ts';
import {
  counterRolloverAt,
  deadLettersDays,
  deadLettersMax,
  signalClock,
  signalPastDays,
} from './signals/signals.settings.ts';
import { sparkplugMapping } from './sparkplug/mapping.settings.ts';
import { createSparkplug } from './sparkplug/sparkplug.service.ts';
import { createTelemetry, type Telemetry } from './telemetry/telemetry.service.ts';
import { telemetryDays, telemetryNamesMax, telemetrySlotSeconds } from './telemetry/telemetry.settings.ts';

export { deadLetterRoutes } from './dead-letters/dead-letters.routes.ts';
export type { DeadLetters } from './dead-letters/dead-letters.service.ts';
export { type DeadLetter, type DeadLetterReason, deadLetterReasons } from './dead-letters/dead-letters.types.ts';
export { deadLetterToWire } from './dead-letters/dead-letters.wire.ts';
export { ingestionEventTypes } from './event-types.ts';
export { ingestionRoutes } from './ingestion.routes.ts';
export {
  createIngestion,
  type FileSummary,
  type Ingestion,
  type IngestionDependencies,
  isUnreadableFile,
  type LoadOptions,
  type LoadSummary,
} from './ingestion.service.ts';
export { problemOf, toLoadSummary, warningMessages } from './ingestion.wire.ts';
export type { FileRefusal, LoadCounts, MachineCounts, WarningSummary } from './load-report.ts';
export { type Patience, withPatience } from './patience.ts';
export { createPeriodCellReader, type PeriodCells } from './period-cells.ts';
export { formatRejection, REJECTS_HEADER } from './rejects-csv.ts';
export { type MessagingStates, messagingStatusRoutes } from './signals/messaging-status.routes.ts';
export { signalTopicDescriptions } from './signals/signal-topics.schemas.ts';
export { signalRights } from './signals/signal-topics.ts';
export type { Signals } from './signals/signals.service.ts';
export { sparkplugTopicDescriptions } from './sparkplug/sparkplug-topics.schemas.ts';
export { sparkplugRights } from './sparkplug/sparkplug-topics.ts';
export type { CsvSource, LoadProgress } from './status-period-load.ts';
export type { ReadRow, RowRefusal } from './status-period-rows.rules.ts';
export { telemetryRoutes } from './telemetry/telemetry.routes.ts';
export type { Telemetry } from './telemetry/telemetry.service.ts';
export type { ToldPeriodIds, ToldPeriods } from './told-periods.ts';

export const signalSettings: readonly SettingDefinition[] = [
  signalClock,
  signalPastDays,
  counterRolloverAt,
  telemetryNamesMax,
  telemetrySlotSeconds,
  telemetryDays,
  deadLettersMax,
  deadLettersDays,
  sparkplugMapping,
];

export interface MessageDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly machines: Machines;
  readonly timeline: Timeline;
  readonly production: Production;
  /** Topics on which any machine reports cuts. */
  readonly sharedCutTopics: ReadonlySet<string>;
  /** Whether Sparkplug B is subscribed to at another broker. */
  readonly sparkplugSubscribed: boolean;
}

/** What receives messages of machines, what looks after those that could not be used, and what tells of their numbers. */
export function createMessages(dependencies: MessageDependencies): {
  readonly signals: Signals;
  readonly deadLetters: DeadLetters;
  readonly telemetry: Telemetry;
} {
  const signalStore = createSignalStore(dependencies);
  const deadLetters = createDeadLetters({
    ...dependencies,
    signalStore,
    read: (letter) => readLetter(letter, dependencies.sharedCutTopics),
  });
  const sparkplug = createSparkplug({ ...dependencies, isSubscribed: dependencies.sparkplugSubscribed });
  return {
    signals: createSignals({ ...dependencies, signalStore, deadLetters, sparkplug }),
    deadLetters,
    telemetry: createTelemetry(dependencies),
  };
}
