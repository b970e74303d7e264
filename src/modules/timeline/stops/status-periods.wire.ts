/** Single status periods between their answers and what the service knows. */
import type { Static } from 'typebox';
import { DomainError } from '../../../kernel/errors.ts';
import { formatInstant, formatOptionalInstant, toSeconds } from '../../../kernel/instant.ts';
import { Category, categoryNames, isDowntime } from '../periods/categories.rules.ts';
import type {
  categoryWords,
  PeriodAnswer,
  RevisionPage,
  StopReasonBody,
  SuggestionsAnswer,
} from './status-periods.schemas.ts';
import type { PeriodRevision, ReasonSuggestion, Speaker, StatusPeriod, StopWord } from './status-periods.types.ts';

/** Names of people by the numbers of their accounts. */
export type Names = ReadonlyMap<number, string>;

export function periodToWire(
  period: StatusPeriod,
  names: Names,
  ticketId: number | undefined,
): Static<typeof PeriodAnswer> {
  const { explained } = period;
  return {
    id: period.id,
    machine_id: period.machineId,
    ...toldToWire(period),
    seconds: toSeconds(period.durationMs),
    unanswered: period.unanswered,
    named_by: speakerToWire(explained?.by ?? null, names),
    named_at: formatOptionalInstant(explained?.atMs ?? null),
    note: explained?.note ?? null,
    maintenance_ticket_id: ticketId ?? null,
    version: period.version,
  };
}

export function revisionToWire(revision: PeriodRevision, names: Names): Static<typeof RevisionPage>['items'][number] {
  return {
    version: revision.version,
    ...toldToWire(revision),
    recorded_at: formatInstant(revision.recordedAt),
    replaced_at: formatOptionalInstant(revision.replacedAt),
    changed_by: speakerToWire(revision.changedBy, names),
    note: revision.note,
  };
}

export function suggestionToWire({
  reason,
  stops,
  atMachine,
}: ReasonSuggestion): Static<typeof SuggestionsAnswer>['items'][number] {
  return { reason_id: reason.id, name: reason.name, group: reason.group, stops, at_machine: atMachine };
}

/** @throws validation-failed where not one reason is named, or two */
export function wordFromWire({ reason_id: reasonId, reason, note = null }: Static<typeof StopReasonBody>): StopWord {
  if ((reasonId === undefined) === (reason === undefined)) {
    throw new DomainError('validation-failed', 'Name one reason: reason_id, or reason in words.');
  }
  const words = note?.trim() ?? '';
  const said = words === '' ? null : words;
  if (reason !== undefined) return { reason: { text: reason }, note: said };
  return { reason: reasonId === null || reasonId === undefined ? null : { reasonId }, note: said };
}

/** Absent: all. */
export function categoriesFromWire(
  words: readonly (typeof categoryWords)[number][] | undefined,
): readonly Category[] | undefined {
  if (words === undefined || words.length === 0) return undefined;
  const all = Object.values(Category);
  return all.filter(
    (category) => words.includes(categoryNames[category]) || (isDowntime(category) && words.includes('downtime')),
  );
}

export function speakersOf(speakers: readonly (Speaker | null | undefined)[]): number[] {
  return speakers.flatMap((speaker) => speaker?.userId ?? []);
}

type Told = Pick<
  StatusPeriod,
  'startMs' | 'endMs' | 'classification' | 'productivity' | 'category' | 'toldReason' | 'source'
> & { readonly reason: PeriodRevision['reason'] };

function toldToWire(told: Told) {
  const { reason } = told;
  return {
    start_time: formatInstant(told.startMs),
    end_time: formatOptionalInstant(told.endMs),
    classification: told.classification,
    productivity: told.productivity,
    category: categoryNames[told.category],
    raw_reason: told.toldReason,
    reason: reason === null ? null : { id: reason.id, name: reason.name, group: reason.group },
    source: told.source,
  };
}

function speakerToWire(speaker: Speaker | null, names: Names) {
  if (speaker === null) return null;
  const { userId, name } = speaker;
  return { id: userId, name: (userId === null ? undefined : names.get(userId)) ?? name };
}
