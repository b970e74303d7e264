/**
 * Which machines' part of a large answer is out of date, for who can read it again machine by machine.
 *
 * Where it is not known, everything is: at first, after a gap, and where nothing says why it is read again.
 */
import { topicOf } from './reads.ts';

export type Stale = 'all' | ReadonlySet<string>;

/** More are not worth naming. */
const MACHINES_MAX = 50;

interface Told {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface StaleMachines {
  note(events: readonly Told[]): void;
  noteAll(): void;
  /** What is to be read now; from here on noted anew. Who cannot read it notes all. */
  take(): Stale;
}

/** @param topics whose events make a machine's part out of date, by the word after `com.milldash.` */
export function createStaleMachines(topics: ReadonlySet<string>): StaleMachines {
  let isAll = true;
  let machines = new Set<string>();
  return {
    note(events) {
      for (const { type, data } of events) {
        if (!topics.has(topicOf(type))) continue;
        if (typeof data['machine_id'] === 'string') machines.add(data['machine_id']);
        else isAll = true;
      }
    },
    noteAll() {
      isAll = true;
    },
    take() {
      const taken = isAll || machines.size === 0 || machines.size > MACHINES_MAX ? 'all' : machines;
      isAll = false;
      machines = new Set();
      return taken;
    },
  };
}
