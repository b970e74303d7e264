/**
 * What a reason says about who has to do something: nobody has answered yet, nobody has to (a break, a meeting, nobody
 * there), or somebody has. Pure.
 */
import { Category, isAnswered, normaliseReason, type Reason, type ReasonGroup } from '../../timeline/index.ts';
import { isUnplanned } from '../tickets/stop-kinds.rules.ts';

/**
 * Reasons as sources name them for which no machine has to be mended. They count while nobody has put the reason into a
 * group: a new catalogue has all of them in `other`. Whole names, since "weld break" is a fault.
 */
const nobodysFault = [
  /^((tea|coffee|lunch|rest|toilet|smoke|comfort|shift|dinner|meal) )?(break|breaks)$/,
  /^lunch( time)?$/,
  /\bmeetings?$/,
  /^(no|1 person|one person|waiting for|wait for|lack of) operators?\b/,
  /^(helping others?|working other machine|other machine|housekeeping|cleaning|training|stock ?take)$/,
  /^shift ?(change ?over|change|handover|start|end)$/,
  /^planned (maintenance|stop|downtime)$/,
  /^no (work|orders?|job|jobs|production|plan)$/,
  /^not (on shift|scheduled|planned)$/,
];

/** Of a piece of standing, what rules go by. */
export interface ReasonFacts {
  readonly name: string;
  readonly group: ReasonGroup;
  /** The normalised texts by which a rule may name it: as it was given, and as the factory calls it. */
  readonly keys: readonly string[];
  /** Whether somebody, or the source, has said why the machine stands. */
  readonly isAnswered: boolean;
  /** Whether the machine stands for nothing that has to be mended: no rule takes it, whatever it says. */
  readonly isHarmless: boolean;
}

/**
 * @param text of the period
 * @param category of the standing
 */
export function reasonFacts(
  { name, group }: Pick<Reason, 'name' | 'group'>,
  text: string | null,
  category: Category,
): ReasonFacts {
  const key = normaliseReason(text ?? '');
  const isPlanned = key === '' && category === Category.productiveDowntime;
  const nameKey = normaliseReason(name);
  const isNamed = (key_: string) => nobodysFault.some((pattern) => pattern.test(key_));
  const isHarmless = isPlanned || !isUnplanned(group) || (group === 'other' && (isNamed(key) || isNamed(nameKey)));
  return {
    name,
    group,
    keys: [...new Set([key, nameKey])],
    isAnswered: isAnswered(key, group, category),
    isHarmless,
  };
}
