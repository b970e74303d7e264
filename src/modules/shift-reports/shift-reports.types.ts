/** What a shift report is, as other rooms see it. */
import type { Static } from 'typebox';
import type { ReportContent, ReportSummary } from './shift-reports.schemas.ts';

/** A shift that some machines worked, at the same time and under the same name. */
export interface WorkedShift {
  readonly shift: string;
  /** The local date on which it began, `YYYY-MM-DD`. */
  readonly productionDay: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly machineIds: readonly string[];
}

/** In the shape in which it is kept and answered: a report says later what it said when it was made. */
export type Content = Static<typeof ReportContent>;
export type Summary = Static<typeof ReportSummary>;

interface MadeReport {
  readonly id: number;
  readonly shift: string;
  readonly productionDay: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly revision: number;
  readonly madeAt: number;
  readonly madeBy: string;
}

export interface ListedShiftReport extends MadeReport {
  readonly summary: Summary;
}

export interface ShiftReport extends ListedShiftReport {
  readonly content: Content;
}

export interface ShiftReportFilter {
  /** Shifts of which something lies in [fromMs, toMs). */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly shift?: string | undefined;
}
