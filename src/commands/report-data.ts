/** What a report says, before it is drawn: figures of the analytics room, put in the order that people read them. */
import type { Oee } from '../modules/analytics/index.ts';

export interface Report {
  /** IANA name; dates of the range are in its clocks. */
  readonly zone: string;
  readonly fromMs: number;
  /** Excluded. Not after now. */
  readonly toMs: number;
  /** Where the range reaches into the future: its end as it was asked for. */
  readonly askedToMs: number | null;
  /** Given when only one shift was asked for. */
  readonly shift: string | null;
  readonly total: ReportSection;
  readonly machines: readonly (ReportSection & { readonly id: string; readonly name: string })[];
}

/** One machine, or all of them: in total and by shift. */
export interface ReportSection {
  readonly figures: Figures;
  /** Null names the time in no shift. Empty where only one shift was asked for. */
  readonly shifts: readonly { readonly shift: string | null; readonly figures: Figures }[];
  /** The longest first. */
  readonly topDowntimes: readonly Downtime[];
}

/** Durations in ms, ratios in percent; a ratio without a base is null. */
export interface Figures {
  readonly windowMs: number;
  readonly plannedMs: number;
  readonly productiveUptimeMs: number;
  readonly productiveDowntimeMs: number;
  readonly unproductiveDowntimeMs: number;
  readonly unclassifiedDowntimeMs: number;
  readonly offlineMs: number;
  readonly noDataMs: number;
  /** Uptime of planned time: also the A of OEE. */
  readonly utilisation: number | null;
  /** Share of the window of which anything is known. */
  readonly coverage: number | null;
  readonly performance: number | null;
  readonly quality: number | null;
  readonly oee: number | null;
  /** The product of the factors that are known, and which those are. */
  readonly partialOee: number | null;
  readonly factorsUsed: readonly string[];
  /** What each factor rests on. */
  readonly basis: Oee['basis'];
  readonly warnings: Oee['warnings'];
}

export interface Downtime {
  readonly reason: string;
  readonly stops: number;
  readonly durationMs: number;
  /** Percent of all downtime of the section. */
  readonly share: number | null;
}
