/** A report as text for a terminal of 100 columns. */
import Table, { type HorizontalAlignment } from 'cli-table3';
import type { Figures, Report, ReportSection } from './report-data.ts';
import { formatCount, formatDuration, formatFactoryTime, formatPercent, formatText } from './report-formats.ts';

const NAME_WIDTH = 16;
const REASON_WIDTH = 36;
const ALL_MACHINES = 'All machines';
const NO_SHIFT = '(no shift)';

export function renderReport(report: Report): string {
  if (report.machines.length === 0) {
    return [...heading(report), '', 'There are no machines yet: load their data with "milldash load FILE…".', ''].join(
      '\n',
    );
  }
  return [
    ...heading(report),
    '',
    'Where the time went (h:mm:ss)',
    timeTable(report),
    '',
    'How good that is',
    ratioTable(report),
    ...basisTable(report),
    ...notes(report),
    '',
    'What stopped the machines longest',
    downtimeTable(report),
    '',
  ].join('\n');
}

function heading(report: Report): string[] {
  const from = formatFactoryTime(report.fromMs, report.zone);
  const to = formatFactoryTime(report.toMs, report.zone);
  const lines = [`Report from ${from} to ${to} (factory time: ${report.zone})`];
  if (report.shift !== null) lines.push(`Only shift ${report.shift}.`);
  if (report.askedToMs !== null) {
    const asked = formatFactoryTime(report.askedToMs, report.zone);
    lines.push(`The range reaches into the future, to ${asked}: it is cut at now.`);
  }
  return lines;
}

function timeTable(report: Report): string {
  const durations = (figures: Figures) =>
    [
      figures.plannedMs,
      figures.productiveUptimeMs,
      figures.productiveDowntimeMs,
      figures.unproductiveDowntimeMs,
      figures.unclassifiedDowntimeMs,
    ].map(formatDuration);
  return table(
    ['', 'Planned', 'Uptime', 'Productive\ndowntime', 'Unproductive\ndowntime', 'Unclassified\ndowntime'],
    sectionRows(report, durations),
  );
}

function ratioTable(report: Report): string {
  return table(
    ['', 'Utilis-\nation (A)', 'Perform-\nance (P)', 'Quality\n(Q)', 'OEE', 'Coverage', 'Offline', 'No data'],
    sectionRows(report, (figures) => [
      formatPercent(figures.utilisation),
      formatPercent(figures.performance),
      formatPercent(figures.quality),
      formatPercent(figures.oee),
      formatPercent(figures.coverage),
      formatDuration(figures.offlineMs),
      formatDuration(figures.noDataMs),
    ]),
  );
}

/** Nothing where no run has a say. */
function basisTable(report: Report): string[] {
  const { performance, quality } = report.total.figures.basis;
  if (performance.runs === 0 && quality.runs === 0) return [];
  const drawn = table(
    ['', 'Runs\n(P)', 'Cuts', 'At ideal\ncycle', 'Uptime\nin runs', 'Runs\n(Q)', 'Produced', 'Scrap'],
    sectionRows(report, ({ basis: { performance: p, quality: q } }) => [
      String(p.runs),
      String(p.cuts),
      formatDuration(p.idealMs),
      formatDuration(p.uptimeMs),
      String(q.runs),
      formatCount(q.produced),
      formatCount(q.scrap),
    ]),
  );
  return ['', 'What P and Q rest on', drawn];
}

/** A line a machine with its shifts below it, and at the end the same of all machines. */
function sectionRows(report: Report, cells: (figures: Figures) => string[]): string[][] {
  const rows = (name: string, { figures, shifts }: ReportSection) => [
    [formatText(name, NAME_WIDTH), ...cells(figures)],
    ...shifts.map((each) => [`  ${formatText(each.shift ?? NO_SHIFT, NAME_WIDTH - 2)}`, ...cells(each.figures)]),
  ];
  return [...report.machines.flatMap((machine) => rows(machine.name, machine)), ...rows(ALL_MACHINES, report.total)];
}

type Warning = Figures['warnings'][number];

const warningSentences: Readonly<Record<Warning, string>> = {
  'performance-above-100': 'P above 100 %: an ideal cycle is too long, cuts come twice, or uptime is missing.',
  'runs-without-cuts': 'Runs on machines that had never reported a cut are left out of P.',
  'runs-without-uptime': 'Runs of which no status period says that the machine ran are left out of P.',
};

/** Says why a factor is missing, so that nobody takes a blank for a zero. */
function notes(report: Report): string[] {
  const sections = [report.total, ...report.machines];
  const lines: string[] = [];
  if (sections.some(({ figures }) => figures.performance === null)) {
    lines.push('P is n/a where no production run has an ideal cycle time, counted cuts and uptime.');
  }
  if (sections.some(({ figures }) => figures.quality === null)) {
    lines.push('Q is n/a where no production run has counts of produced and scrapped pieces.');
  }
  if (sections.some(({ figures }) => figures.performance === null || figures.quality === null)) {
    lines.push('OEE = A × P × Q is n/a where a factor is; nothing is assumed in its place.');
  }
  for (const [warning, sentence] of Object.entries(warningSentences)) {
    if (sections.some(({ figures }) => figures.warnings.includes(warning as Warning))) lines.push(sentence);
  }
  return lines;
}

function downtimeTable(report: Report): string {
  const sections = [...report.machines, { ...report.total, name: ALL_MACHINES }];
  const rows = sections.flatMap(({ name, topDowntimes }) =>
    topDowntimes.map((downtime, at) => [
      at === 0 ? formatText(name, NAME_WIDTH) : '',
      formatText(downtime.reason, REASON_WIDTH),
      String(downtime.stops),
      formatDuration(downtime.durationMs),
      formatPercent(downtime.share),
    ]),
  );
  if (rows.length === 0) return 'No downtime was recorded.';
  return table(['', 'Reason', 'Stops', 'Time', 'Share'], rows, 2);
}

/** @param leftColumns how many columns hold words and not figures */
function table(head: string[], rows: string[][], leftColumns = 1): string {
  const aligned = head.map<HorizontalAlignment>((_, at) => (at < leftColumns ? 'left' : 'right'));
  const none = { left: '', right: '', middle: '', 'left-mid': '', 'right-mid': '', 'mid-mid': '' };
  const edges = {
    'top-left': '',
    'top-right': '',
    'top-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    'bottom-mid': '',
  };
  const drawn = new Table({
    head,
    colAligns: aligned,
    chars: { ...none, ...edges, top: '', bottom: '', mid: '─' },
    style: { head: [], border: [], compact: true },
  });
  drawn.push(...rows);
  return drawn.toString().replace(/[ \t]+$/gm, '');
}
