interface Shelf {
  readonly on_hand: number;
  readonly minimum: number;
  readonly maximum: number | null;
}

/** How many fill the shelf: up to the maximum, or where nobody has said one, to the minimum. */
export function orderQuantity({ on_hand: onHand, minimum, maximum }: Shelf): number {
  return Math.max(maximum ?? minimum, minimum) - onHand;
}
