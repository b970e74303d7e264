/**
 * What time it is, by the server's clock: devices on a factory floor have theirs wrong by minutes, and nobody notices.
 *
 * Each answer says in whole seconds when it was made, which was after its request was sent and before it was there. From
 * that follows between what the device's clock is off; what several answers say together is narrower.
 */
let offMs = 0;
let least = Number.NEGATIVE_INFINITY;
let most = Number.POSITIVE_INFINITY;

/** @param date of an answer, as HTTP writes it @param sentMs when its request was sent, by this device */
export function hearServerTime(date: string | null, sentMs: number, answeredMs: number): void {
  const saidMs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(saidMs)) return;
  const from = saidMs - answeredMs;
  const to = saidMs + 1_000 - sentMs;
  // what was heard before holds no more where it cannot be true as well: a clock has been set
  const isSet = from > most || to < least;
  least = isSet ? from : Math.max(least, from);
  most = isSet ? to : Math.min(most, to);
  // as little as can be: a clock that may be right is taken for right
  offMs = Math.min(Math.max(offMs, least), most);
  if (least <= 0 && most >= 0) offMs = 0;
}

/** Milliseconds. */
export function presentMs(): number {
  return Date.now() + offMs;
}
