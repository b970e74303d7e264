/**
 * Instants of CSV rows: a fast reading of the one form that exports write, and {@link parseInstant} for every other.
 *
 * Both give the same milliseconds for the same text (property-tested). A text without an offset is UTC.
 */
import { parseInstant } from '../../kernel/instant.ts';

const ZERO = 48;

/** A reader with a memory of one date: rows of a file are mostly of the same day as the row before. */
export class CsvInstantReader {
  #date = '';
  #dateMs = 0;

  /** Milliseconds since 1970, or undefined for a text that is no instant. */
  read(text: string): number | undefined {
    return this.#readExportForm(text) ?? parseInstant(text.trim())?.ms;
  }

  /** `2025-05-05 15:00:00+00:00`, with or without a fraction of up to nine digits. */
  #readExportForm(text: string): number | undefined {
    const length = text.length;
    if (length < 25 || length > 35 || !text.endsWith('+00:00')) return undefined;
    if (text.charCodeAt(10) !== 32 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return undefined;
    const hours = twoDigits(text, 11);
    const minutes = twoDigits(text, 14);
    const seconds = twoDigits(text, 17);
    if (!(hours < 24 && minutes < 60 && seconds < 60)) return undefined;
    const fractionMs = length === 25 ? 0 : readFraction(text, length - 6);
    if (fractionMs === -1) return undefined;
    if (!text.startsWith(this.#date) || this.#date === '') {
      const midnight = parseInstant(`${text.slice(0, 10)}T00:00:00Z`);
      if (midnight === undefined) return undefined;
      // copied, so that ten characters do not keep the whole block alive that they were cut from
      this.#date = Buffer.from(text.slice(0, 10)).toString('latin1');
      this.#dateMs = midnight.ms;
    }
    return this.#dateMs + ((hours * 60 + minutes) * 60 + seconds) * 1_000 + fractionMs;
  }
}

/** NaN or above 99 for anything but two digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Whole milliseconds of the digits between a point at 19 and `end`; -1 when they are not that. */
function readFraction(text: string, end: number): number {
  if (text.charCodeAt(19) !== 46 || end < 21) return -1;
  let ms = 0;
  for (let at = 20; at < end; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return -1;
    if (at < 23) ms = ms * 10 + digit;
  }
  for (let digits = end - 20; digits < 3; digits++) ms *= 10;
  return ms;
}
