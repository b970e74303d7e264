/**
 * What a label's QR code says of a thing.
 *
 * A name and no address: a label outlives the host that it was printed at. Whoever scans it knows where MillDash is.
 */

export type LabelledThing = 'component' | 'machine';

/** `milldash:component:17`; the id is everything behind the second colon, percent-encoded. */
export function qrText(thing: LabelledThing, id: string | number): string {
  return `milldash:${thing}:${encodeURIComponent(id)}`;
}
