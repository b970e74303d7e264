/** Characters of all of Unicode, for texts of property tests. */
import fc from 'fast-check';

const FIRST_SURROGATE = 0xd800;
const SURROGATES = 0x800;
const LAST = 0x10ffff;

/**
 * One character, never half of one. The same as `unit: 'binary'` of `fc.string`, which makes a table of all million of them
 * in each process that asks for it.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .nat({ max: LAST - SURROGATES })
  .map((at) => String.fromCodePoint(at < FIRST_SURROGATE ? at : at + SURROGATES), placeOf);

/** @throws for what is not one character: that is how fast-check asks */
function placeOf(text: unknown): number {
  const code = typeof text === 'string' ? text.codePointAt(0) : undefined;
  if (code === undefined || String.fromCodePoint(code) !== text || !text.isWellFormed())
    throw new Error('no character');
  return code < FIRST_SURROGATE ? code : code - SURROGATES;
}
