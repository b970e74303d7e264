/** How a report writes durations, shares, instants and names, for people at a terminal. */

/** Hours, minutes and whole seconds, as many hours as there are: 5,260,443,845 ms is `1461:14:03`. */
export function formatDuration(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Two decimals; `n/a` where there is nothing to divide by. */
export function formatPercent(percent: number | null): string {
  return percent === null ? 'n/a' : `${percent.toFixed(2)} %`;
}

/** Pieces: whole where they are, else to a tenth, for of some runs a share counts. */
export function formatCount(count: number): string {
  return String(Math.round(count * 10) / 10);
}

/** `1 machine`, `1,234 machines`. */
export function formatCounted(count: number, one: string): string {
  return `${count.toLocaleString('en-GB')} ${one}${count === 1 ? '' : 's'}`;
}

/** Clock time in the factory's zone, to the second where it has any: `2026-07-01 06:00 BST`. */
export function formatFactoryTime(ms: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).formatToParts(ms);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  const seconds = part('second') === '00' ? '' : `:${part('second')}`;
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  return `${date} ${part('hour')}:${part('minute')}${seconds} ${part('timeZoneName')}`;
}

/** Text from the data for a terminal: cut at `width` characters, and nothing in it can move the cursor or colour the line. */
export function formatText(text: string, width: number): string {
  const characters = [...text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')];
  return characters.length <= width ? characters.join('') : `${characters.slice(0, width - 1).join('')}…`;
}
