/**
 * Random numbers that anybody can have again: the same words give the same numbers, on every machine.
 *
 * The generator is sfc32 (small fast counter, from PractRand), seeded by hashing the words with FNV-1a and warmed up.
 * It is for made-up data only: never for secrets.
 */
export interface Random {
  /** In [0, 1), 32 bits fine. */
  next(): number;
  /** In [low, high). */
  between(low: number, high: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /**
   * Log-normal, the shape that durations of stops and runs have: half lie below `median`,
   * about two thirds within a factor of e^sigma of it.
   */
  logNormal(median: number, sigma: number): number;
  /** One of these, each as likely as its weight says. */
  pick<Item>(items: readonly Item[], weightOf: (item: Item) => number): Item;
}

/** A generator of its own for each combination of words: drawing from one never moves another. */
export function randomOf(...words: readonly (string | number)[]): Random {
  const next = sfc32(words.join('\u0000'));
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    logNormal: (median, sigma) => median * Math.exp(sigma * standardNormal(next)),
    pick: (items, weightOf) => pickWeighted(next, items, weightOf),
  };
}

function sfc32(text: string): () => number {
  let a = fnv1a(`a${text}`);
  let b = fnv1a(`b${text}`);
  let c = fnv1a(`c${text}`);
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash | 0;
}

/** Box–Muller; `1 - next()` keeps the logarithm off zero. */
function standardNormal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

function pickWeighted<Item>(next: () => number, items: readonly Item[], weightOf: (item: Item) => number): Item {
  const total = items.reduce((sum, item) => sum + weightOf(item), 0);
  let left = next() * total;
  for (const item of items) {
    left -= weightOf(item);
    if (left < 0) return item;
  }
  const last = items.at(-1);
  if (last === undefined) throw new RangeError('Nothing to pick from.');
  return last;
}
