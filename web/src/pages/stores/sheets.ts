/** Labels on sheets of the size A4 with 3 × 8 labels of 70 × 37 mm. */
export const LABELS_ON_SHEET = 24;

/**
 * @param skip labels that the first sheet lacks already
 * @returns sheets of {@link LABELS_ON_SHEET} places, undefined for one that stays empty
 */
export function sheetsOf<Label>(labels: readonly Label[], skip: number): (Label | undefined)[][] {
  const places = [...Array<undefined>(skip % LABELS_ON_SHEET), ...labels];
  if (labels.length === 0) return [];
  return Array.from({ length: Math.ceil(places.length / LABELS_ON_SHEET) }, (_, sheet) =>
    Array.from({ length: LABELS_ON_SHEET }, (__, place) => places[sheet * LABELS_ON_SHEET + place]),
  );
}
