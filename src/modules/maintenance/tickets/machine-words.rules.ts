/** Words of a search that are the name of a ticket's machine need not be in the ticket's own texts. Pure. */
import { searchWords } from '../../../kernel/texts.ts';

export interface WordsOnMachines {
  readonly machineIds: readonly string[];
  /** What is to be in the ticket's texts still; empty where the machine is all that was asked for. */
  readonly rest: string;
}

/**
 * The machines whose whole name is among the words, and those of whose name the words are a part, the last word as the
 * beginning of one. One entry for each rest of words.
 */
export function wordsOnMachines(
  text: string,
  machines: readonly { readonly id: string; readonly name: string }[],
): WordsOnMachines[] {
  const words = searchWords(text);
  if (words.length === 0) return [];
  const asked = new Set(words);
  const byRest = new Map<string, string[]>();
  for (const { id, name } of machines) {
    const own = searchWords(name);
    const isPart = words.every((word, at) =>
      at === words.length - 1 ? own.some((one) => one.startsWith(word)) : own.includes(word),
    );
    if (!isPart && (own.length === 0 || !own.every((word) => asked.has(word)))) continue;
    const rest = isPart ? '' : words.filter((word) => !own.includes(word)).join(' ');
    byRest.set(rest, [...(byRest.get(rest) ?? []), id]);
  }
  return [...byRest].map(([rest, machineIds]) => ({ rest, machineIds }));
}
