/** A report for programs: the same figures, in the names and units of the HTTP API. */
import { formatInstant, formatOptionalInstant, toSeconds } from '../kernel/instant.ts';
import { toOeeBasis } from '../modules/analytics/index.ts';
import type { Figures, Report, ReportSection } from './report-data.ts';

/**
 * JSON text, indented. Durations are seconds with three decimals, ratios percent or null, instants RFC 3339.
 * `asked_end_time` is null unless the range was cut at now.
 */
export function renderReportJson(report: Report): string {
  return JSON.stringify(
    {
      factory_timezone: report.zone,
      start_time: formatInstant(report.fromMs),
      end_time: formatInstant(report.toMs),
      asked_end_time: formatOptionalInstant(report.askedToMs),
      shift: report.shift,
      total: sectionJson(report.total),
      machines: report.machines.map((machine) => ({
        machine_id: machine.id,
        name: machine.name,
        ...sectionJson(machine),
      })),
    },
    null,
    2,
  );
}

function sectionJson({ figures, shifts, topDowntimes }: ReportSection): Record<string, unknown> {
  return {
    ...figuresJson(figures),
    shifts: shifts.map((each) => ({ shift: each.shift, ...figuresJson(each.figures) })),
    top_downtimes: topDowntimes.map(({ reason, stops, durationMs, share }) => ({
      reason,
      stops,
      duration_seconds: toSeconds(durationMs),
      share,
    })),
  };
}

function figuresJson(figures: Figures): Record<string, unknown> {
  return {
    window_seconds: toSeconds(figures.windowMs),
    planned_seconds: toSeconds(figures.plannedMs),
    productive_uptime_seconds: toSeconds(figures.productiveUptimeMs),
    productive_downtime_seconds: toSeconds(figures.productiveDowntimeMs),
    unproductive_downtime_seconds: toSeconds(figures.unproductiveDowntimeMs),
    unclassified_downtime_seconds: toSeconds(figures.unclassifiedDowntimeMs),
    offline_seconds: toSeconds(figures.offlineMs),
    no_data_seconds: toSeconds(figures.noDataMs),
    utilisation: figures.utilisation,
    coverage: figures.coverage,
    availability: figures.utilisation,
    performance: figures.performance,
    quality: figures.quality,
    oee: figures.oee,
    partial_oee: figures.partialOee,
    factors_used: figures.factorsUsed,
    basis: toOeeBasis(figures.basis),
    warnings: figures.warnings,
  };
}
