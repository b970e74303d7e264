/**
 * Of several questions that are under way only the one that was asked last counts: answers come in any order, and one that
 * was asked before may tell of what is past.
 *
 * @returns asks: what it returns says whether nothing was asked since
 */
export function createLastAsked(): () => () => boolean {
  let asked = 0;
  return () => {
    asked += 1;
    const own = asked;
    return () => own === asked;
  };
}
