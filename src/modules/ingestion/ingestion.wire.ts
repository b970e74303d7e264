/** A load's summary in the words of the API, the same for `milldash load --json`. */
import { DomainError } from '../../kernel/errors.ts';
import { formatOptionalInstant, toSeconds } from '../../kernel/instant.ts';
import type { LoadSummaryWire } from './ingestion.schemas.ts';
import type { FileSummary, LoadSummary } from './ingestion.service.ts';
import type { LoadCounts } from './load-report.ts';
import type { WarningKind } from './status-period-rows.rules.ts';

export const warningMessages: Readonly<Record<WarningKind, string>> = {
  'duration-differs': 'duration_seconds is not end minus start; the instants were believed',
  'uptime-productivity': 'UPTIME that is not called productive; it counts as productive',
  'machine-name-differs': 'One machine id with more than one name; the first was taken',
  'repeated-id': 'The same id twice in the file; the later row was taken',
};

export function toLoadSummary(summary: LoadSummary): LoadSummaryWire {
  const { total, elapsedMs } = summary;
  return {
    dry_run: summary.dryRun,
    complete: summary.complete,
    ...toCounts(total),
    elapsed_seconds: toSeconds(Math.round(elapsedMs)),
    rows_per_second: elapsedMs > 0 ? Math.round(total.rows / toSeconds(elapsedMs)) : null,
    files: summary.files.map((file) => ({
      name: file.name,
      bytes: file.bytes,
      ...toCounts(file.counts),
      ...toSpan(file),
      complete: file.complete,
      ignored_columns: [...file.ignoredColumns],
      problem: problemOf(file),
    })),
    machines: summary.machines.map((machine) => ({
      machine_id: machine.machineId,
      name: machine.name,
      ...toCounts(machine),
      ...toSpan(machine),
      warnings: machine.warnings,
    })),
    warnings: summary.warnings.map(({ kind, count, examples }) => ({
      kind,
      message: warningMessages[kind],
      count,
      examples: [...examples],
    })),
    refused_by_reason: summary.refusedByReason.map((entry) => ({ ...entry })),
    refusals: summary.refusals.map(({ machineId, ...refusal }) => ({ ...refusal, machine_id: machineId })),
  };
}

/** What kept a file from being read to its end, for people; null where nothing did. */
export function problemOf(file: FileSummary): string | null {
  if (file.failure === undefined) return file.complete ? null : 'It was stopped.';
  return file.failure instanceof DomainError ? file.failure.message : 'An internal error. The log says more.';
}

function toCounts({ rows, inserted, updated, unchanged, repeated, refused }: LoadCounts): LoadCounts {
  return { rows, inserted, updated, unchanged, repeated, refused };
}

function toSpan(span: { readonly firstStartMs: number | null; readonly lastEndMs: number | null }) {
  return { start_time: formatOptionalInstant(span.firstStartMs), end_time: formatOptionalInstant(span.lastEndMs) };
}
