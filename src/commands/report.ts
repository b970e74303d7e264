/** `milldash report`: utilisation, OEE and top downtimes of a range, on the database, without a server. */
import type { Config } from '../config/index.ts';
import { withServices } from '../services/command-services.ts';
import { renderReportJson } from './report-json.ts';
import { collectReport, type ReportWanted } from './report-questions.ts';
import { renderReport } from './report-table.ts';

export interface ReportOptions extends ReportWanted {
  readonly json?: boolean;
}

/** Prints to standard output. @throws range-invalid, unknown-machine, unknown-shift and what opening a database throws */
export async function runReport(config: Config, options: ReportOptions): Promise<number> {
  const report = await withServices(config, (services) => collectReport(services, config.factory, options));
  process.stdout.write(options.json ? `${renderReportJson(report)}\n` : renderReport(report));
  return 0;
}
