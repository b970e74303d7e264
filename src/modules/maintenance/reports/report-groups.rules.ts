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

type Caused = Required<Pick<Groupable, 'machineId' | 'category' | 'failureCode'>>;

/** The same number, from 0 on, for tickets of one machine and cause; a code is never the category of the same name. */
export function causeNumbers(): (fault: Caused) => number {
  const machines = new Map<string, { readonly codes: Map<string, number>; readonly categories: Map<string, number> }>();
  const codeOf = oneSpelling();
  let count = 0;
  return ({ machineId, failureCode, category }) => {
    let known = machines.get(machineId);
    if (known === undefined) machines.set(machineId, (known = { codes: new Map(), categories: new Map() }));
    const [numbers, cause] = failureCode === null ? [known.categories, category] : [known.codes, codeOf(failureCode)];
    let number = numbers.get(cause);
    if (number === undefined) numbers.set(cause, (number = count++));
    return number;
  };
}
