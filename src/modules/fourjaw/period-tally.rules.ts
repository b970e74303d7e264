/** What came of the periods of a range, each counted once: one that lies in two windows comes with both. */
export type Outcome = 'inserted' | 'updated' | 'unchanged' | 'refused' | 'future';
export type PeriodCounts = Readonly<Record<Outcome, number>>;

/** Of a period that comes twice the first that fits counts: what was inserted a moment ago is not unchanged. */
const ranked: readonly Outcome[] = ['inserted', 'updated', 'unchanged', 'refused', 'future'];

export class PeriodTally {
  readonly #total = { inserted: 0, updated: 0, unchanged: 0, refused: 0, future: 0 };
  #before: ReadonlyMap<string, Outcome> = new Map();

  get total(): PeriodCounts {
    return { ...this.#total };
  }

  /** Periods that were taken. */
  get taken(): number {
    return this.#total.inserted + this.#total.updated + this.#total.unchanged;
  }

  /** Whether there was no period at all, be it one that could not be taken. */
  get isEmpty(): boolean {
    return Object.values(this.#total).every((count) => count === 0);
  }

  /** @param outcomes by period, of the window that follows the last one */
  count(outcomes: ReadonlyMap<string, Outcome>): void {
    const counted = new Map<string, Outcome>();
    for (const [period, outcome] of outcomes) {
      const earlier = this.#before.get(period);
      const better = earlier === undefined || ranked.indexOf(outcome) < ranked.indexOf(earlier) ? outcome : earlier;
      if (earlier !== undefined) this.#total[earlier]--;
      this.#total[better]++;
      counted.set(period, better);
    }
    this.#before = counted;
  }
}
