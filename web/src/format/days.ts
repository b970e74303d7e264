/** Where a local day of the factory begins. */
const DAY_MS = 86_400_000;

/** By zone: making one takes many times as long as asking it, and an axis of time asks often. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  clocks.set(zone, clock);
  return clock;
}

function zoneOffsetMs(zone: string, atMs: number): number {
  const parts = clockOf(zone).formatToParts(atMs);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const localMs = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return localMs - Math.floor(atMs / 1_000) * 1_000;
}

/** The instant at which the clocks in `zone` show the wall-clock time `localMs`, which is written as if it were UTC. */
export function instantOf(localMs: number, zone: string): number {
  const guess = localMs - zoneOffsetMs(zone, localMs);
  // on the day that the clocks change the offset at the guess is the right one
  return localMs - zoneOffsetMs(zone, guess);
}

/** The wall-clock time in `zone`, written as if it were UTC. */
export function localOf(atMs: number, zone: string): number {
  return atMs + zoneOffsetMs(zone, atMs);
}

/** Midnight in `zone`, `days` after the day that `atMs` is in. */
export function startOfDay(atMs: number, zone: string, days = 0): number {
  const localMidnight = Math.floor(localOf(atMs, zone) / DAY_MS) * DAY_MS;
  return instantOf(localMidnight + days * DAY_MS, zone);
}

/** Midnight in `zone` at which a date begins, or `days` after it. */
export function startOfDate(date: string, zone: string, days = 0): number {
  return instantOf(Date.parse(`${dateAfter(date, days)}T00:00:00Z`), zone);
}

/** The date so many days after another one, or before it. */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** `2026-11-26`: the date in `zone`. */
export function dateIn(atMs: number, zone: string): string {
  return new Date(localOf(atMs, zone)).toISOString().slice(0, 10);
}
