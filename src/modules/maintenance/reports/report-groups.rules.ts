/** What reports on tickets can be grouped by, and which group a ticket belongs to. */
import { comparisonKey } from '../../../kernel/texts.ts';
import { priorities } from '../tickets/tickets.rules.ts';

export const reportGroupings = ['machine', 'category', 'cause', 'priority', 'team'] as const;
export type ReportGrouping = (typeof reportGroupings)[number];

/** A ticket by what of it tells its group; only what is asked for needs to be there. */
export interface Groupable {
  readonly machineId: string;
  readonly category?: string;
  readonly failureCode?: string | null;
  readonly priorityRank?: number;
  readonly team?: string | null;
}

/**
 * The name of a ticket's group; null where nobody has said: no failure code, no team. Codes and teams that differ in
 * case alone are one, as the first ticket spells it.
 */
export function groupNames(grouping: ReportGrouping): (ticket: Groupable) => string | null {
  switch (grouping) {
    case 'machine':
      return ({ machineId }) => machineId;
    case 'category':
      return ({ category }) => category ?? null;
    case 'priority':
      return ({ priorityRank }) => priorities[(priorityRank ?? 0) - 1] ?? null;
    case 'cause':
      return firstSpelling(({ failureCode = null }) => failureCode);
    case 'team':
      return firstSpelling(({ team = null }) => team);
  }
}

function firstSpelling(textOf: (ticket: Groupable) => string | null): (ticket: Groupable) => string | null {
  const spelled = oneSpelling();
  return (ticket) => {
    const text = textOf(ticket);
    return text === null ? null : spelled(text);
  };
}

/** A text as it was first spelled, whatever its case. Remembers what it has seen: texts come in again and again. */
function oneSpelling(): (text: string) => string {
  const known = new Map<string, string>();
  const firstByKey = new Map<string, string>();
  return (text) => {
    let spelling = known.get(text);
    if (spelling === undefined) {
      const key = comparisonKey(text);
      spelling = firstByKey.get(key) ?? text;
      firstByKey.set(key, spelling);
      known.set(text, spelling);
    }
    return spelling;
  };
}

/** What a fault comes from. */
export interface Caused {
  readonly machineId: string;
  readonly failureCode: string | null;
  /** Where nobody has said a code, the category stands for the cause. Null where there is one. */
  readonly codelessCategory: string | null;
}

/** A machine and a cause of its faults, by numbers from 0 on: what is kept of them lies in arrays. */
export interface FaultCause {
  readonly machine: number;
  readonly cause: number;
}

interface CausesOfMachine {
  readonly machine: number;
  /** By the code as somebody wrote it. */
  readonly codes: Map<string, FaultCause>;
  readonly categories: Map<string, FaultCause>;
}

/** The same for faults of one machine and cause; a code is never the category of the same name. */
export function faultCauses(): (fault: Caused) => FaultCause {
  const machines = new Map<string, CausesOfMachine>();
  const codeOf = oneSpelling();
  let count = 0;
  return ({ machineId, failureCode, codelessCategory }) => {
    let known = machines.get(machineId);
    if (known === undefined) {
      known = { machine: machines.size, codes: new Map(), categories: new Map() };
      machines.set(machineId, known);
    }
    const { machine, codes, categories } = known;
    const causes = failureCode === null ? categories : codes;
    const text = failureCode ?? codelessCategory ?? '';
    const seen = causes.get(text);
    if (seen !== undefined) return seen;
    const spelling = failureCode === null ? text : codeOf(failureCode);
    const cause = causes.get(spelling) ?? { machine, cause: count++ };
    causes.set(spelling, cause);
    causes.set(text, cause);
    return cause;
  };
}
