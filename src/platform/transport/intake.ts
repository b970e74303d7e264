/**
 * Lets connections be read while there is room for what they bring; without it one after the other, in the order in which
 * they asked, each when there is room again. What is not read stays with its sender: TCP holds it back.
 */
import { setImmediate } from 'node:timers/promises';

export interface Intake {
  /** Whether to read now; if not, `go` is called when to. */
  mayRead(go: () => void): boolean;
  /** It does not want to be read any more. */
  leave(go: () => void): void;
}

/** @param room undefined while there is room; else resolves when there is */
export function createIntake(room: () => Promise<void> | undefined): Intake {
  const waiting = new Set<() => void>();
  let serving = false;

  async function serve(): Promise<void> {
    serving = true;
    while (waiting.size > 0) {
      for (let full = room(); full !== undefined; full = room()) await full;
      const [next] = waiting;
      if (next === undefined) break;
      waiting.delete(next);
      next();
      // it may bring as much as there is room for
      await setImmediate();
    }
    serving = false;
  }

  return {
    mayRead(go) {
      if (waiting.size === 0 && room() === undefined) return true;
      waiting.add(go);
      if (!serving) void serve();
      return false;
    },
    leave: (go) => void waiting.delete(go),
  };
}
