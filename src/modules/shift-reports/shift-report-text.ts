/** A shift report as plain text, for a mail, a printer or a wall: sections with a line for each figure. Pure. */
import { Temporal } from 'temporal-polyfill';
import type { Content, ShiftReport } from './shift-reports.types.ts';

type Section = Content['total'];

const NOTHING = '–';

/** @param zone IANA name: times are the factory's */
export function reportText(report: ShiftReport, zone: string): string {
  const { shift, productionDay, startMs, endMs, revision, madeAt, content } = report;
  const at = (ms: number) => localTime(ms, zone);
  const head = [
    `Shift ${shift} of ${productionDay}`,
    `${at(startMs)} to ${at(endMs)} (${zone})`,
    `Made at ${at(madeAt)}${revision > 1 ? `, for the ${revision}. time` : ''}`,
  ];
  const all = [
    content.machines.length === 1 ? 'The machine' : `All ${content.machines.length} machines`,
    ...sectionLines(content.total, zone, new Map(content.machines.map((one) => [one.machine_id, one.machine_name]))),
  ];
  const each = content.machines.map(({ machine_name: name, ...section }) => [name, ...sectionLines(section, zone)]);
  return `${[head, all, ...each].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** @param machineNames by id, of a section that is about several machines: whose stop each was */
function sectionLines(
  { production, time, oee, losses, tickets, parts, unanswered }: Section,
  zone: string,
  machineNames?: ReadonlyMap<string, string>,
): string[] {
  const { cuts, runs, good_count: good, scrap_count: scrap } = production;
  // as in the e-mail: of what nothing is known no figure is told
  const isKnown = time.coverage !== null && time.coverage > 0;
  const running = isKnown ? duration(time.productive_uptime_seconds) : NOTHING;
  const down = isKnown ? duration(time.planned_seconds - time.productive_uptime_seconds) : NOTHING;
  return [
    `  Production  cuts ${orNothing(cuts)}, good ${orNothing(good)}, scrap ${orNothing(scrap)}, runs ${runs}`,
    `  Time        running ${running}, down ${down}, known ${percent(time.coverage)}`,
    `  OEE         ${percent(oee.oee)} = availability ${percent(oee.availability)} × performance ${percent(oee.performance)} × quality ${percent(oee.quality)}`,
    ...losses.map((loss) => `  Loss        ${loss.reason}: ${duration(loss.seconds)} in ${stopCount(loss.stops)}`),
    `  Tickets     opened ${numbers(tickets.opened, tickets.opened_ids)}, resolved ${numbers(tickets.resolved, tickets.resolved_ids)}, open ${tickets.open}`,
    ...parts.map((part) => `  Part        ${part.component_name}: ${part.quantity}`),
    ...(isKnown ? [] : [`  No reason   ${NOTHING}`]),
    ...(unanswered.stops === 0
      ? []
      : [`  No reason   ${stopCount(unanswered.stops)}, ${duration(unanswered.seconds)}`]),
    ...unanswered.longest.map(({ machine_id: id, start_time: start, seconds }) => {
      const whose = machineNames === undefined ? '' : `, ${machineNames.get(id) ?? id}`;
      return `              ${localTime(Date.parse(start), zone)}${whose}: ${duration(seconds)}`;
    }),
  ];
}

function stopCount(stops: number): string {
  return stops === 1 ? '1 stop' : `${stops} stops`;
}

function orNothing(value: number | null): string {
  return value === null ? NOTHING : String(value);
}

function percent(value: number | null): string {
  return value === null ? NOTHING : `${value.toFixed(1)} %`;
}

function numbers(count: number, ids: readonly number[]): string {
  return ids.length === 0 ? String(count) : `${count} (${ids.map((id) => `#${id}`).join(' ')})`;
}

/** `7 h 05 min`. */
function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
}

function localTime(ms: number, zone: string): string {
  const { year, month, day, hour, minute } = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}
