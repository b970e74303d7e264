/** What tickets and notes say of a stop, in the words of people and by the factory's clock. Pure. */
import { MINUTE_MS } from '../../../kernel/clock.ts';
import type { ReasonFacts } from './reason-kinds.rules.ts';

export const titlePlaceholders = ['machine', 'reason', 'since', 'minutes'] as const;

export interface ToldStop {
  readonly machineName: string;
  readonly reason: ReasonFacts;
  readonly startMs: number;
  readonly nowMs: number;
  /** IANA name of the factory's. */
  readonly zone: string;
}

/** Long names of reasons would leave no room for the rest. */
const REASON_SHOWN = 120;

/** The title with its placeholders filled in; what is no placeholder stays. */
export function fillTitle(title: string, stop: ToldStop): string {
  const values: Readonly<Record<(typeof titlePlaceholders)[number], string>> = {
    machine: stop.machineName,
    reason: reasonName(stop.reason),
    since: localTime(stop.startMs, stop.zone),
    minutes: String(minutesOf(stop.nowMs - stop.startMs)),
  };
  return title.replace(/\{(machine|reason|since|minutes)\}/g, (_, name: keyof typeof values) => values[name]);
}

/** `It stands since 10:02 on 15 January 2026 (Hydraulic Fault), 12 minutes by now.` */
export function tellStop(stop: ToldStop): string {
  const minutes = minutesOf(stop.nowMs - stop.startMs);
  const length = `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  return `It has stood since ${localInstant(stop.startMs, stop.zone)} (${reasonName(stop.reason)}), ${length} by now.`;
}

export function reasonName({ name, isAnswered }: ReasonFacts): string {
  return isAnswered ? name.slice(0, REASON_SHOWN).toWellFormed() : 'no reason given yet';
}

export function minutesOf(durationMs: number): number {
  return Math.floor(durationMs / MINUTE_MS);
}

/** `10:02` */
export function localTime(ms: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' }).format(ms);
}

/** `10:02 on 15 January 2026` */
export function localInstant(ms: number, zone: string): string {
  const date = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'long' }).format(ms);
  return `${localTime(ms, zone)} on ${date}`;
}
