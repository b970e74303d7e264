/** Times as the log writes them; the part that changes once a second is kept, since most lines share their second. */

/** Milliseconds since 1970 to text. */
export type TimeFormat = (ms: number) => string;

/** `2026-09-02T14:23:01.123Z`. */
export function isoFormat(): TimeFormat {
  let second = Number.NaN;
  let prefix = '';
  return (ms) => {
    const current = Math.floor(ms / 1_000);
    if (current !== second) {
      second = current;
      prefix = new Date(current * 1_000).toISOString().slice(0, 20);
    }
    return `${prefix}${String(ms - current * 1_000).padStart(3, '0')}Z`;
  };
}

/**
 * `2026-09-02 14:23:01` in an IANA zone.
 *
 * @throws RangeError for a zone that does not exist
 */
export function wallClockFormat(timeZone: string): TimeFormat {
  const text = timeZone === 'UTC' ? utcText : zoneText(timeZone);
  let second = Number.NaN;
  let shown = '';
  return (ms) => {
    const current = Math.floor(ms / 1_000);
    if (current !== second) {
      second = current;
      shown = text(ms);
    }
    return shown;
  };
}

function zoneText(timeZone: string): TimeFormat {
  const zone = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
    hourCycle: 'h23',
  });
  return (ms) => zone.format(ms).replace(',', '');
}

function utcText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
