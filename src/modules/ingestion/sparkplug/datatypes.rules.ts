/** Values as their datatype means them. Pure. */
import type { MetricValue } from './sparkplug.types.ts';

/** Datatype → bits: integers stand in the payload without a sign. */
const signed: Readonly<Record<number, number>> = { 1: 8, 2: 16, 3: 32, 4: 64 };
/** The last one is a time in milliseconds. */
const unsigned: Readonly<Record<number, number>> = { 5: 8, 6: 16, 7: 32, 8: 64, 13: 64 };
const FLOAT = 9;
const DOUBLE = 10;
const BOOLEAN = 11;
const texts: readonly number[] = [12, 14, 15];

/** Undefined where a value is not of its datatype, is no finite number, or is of a kind that nothing here takes. */
export function valueAs(datatype: number, value: MetricValue): number | boolean | string | undefined {
  if (typeof value === 'string') return texts.includes(datatype) ? value : undefined;
  const bits = signed[datatype] ?? unsigned[datatype];
  if (bits !== undefined) {
    // senders put a datatype into either of the two fields for integers
    if (typeof value !== 'bigint') return undefined;
    return Number(signed[datatype] === undefined ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value));
  }
  if (datatype === BOOLEAN) return typeof value === 'boolean' ? value : value !== 0n && value !== 0;
  if (datatype !== FLOAT && datatype !== DOUBLE) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
