/** How a boundary is written down. */
import type { IRegularForbiddenRuleType } from 'dependency-cruiser';

/** An import that must be reported: the importing file, and a file or package that it imports. */
export type Breach = readonly [from: string, to: string];

export interface BoundaryRule {
  /** What dependency-cruiser is told. */
  readonly rule: IRegularForbiddenRuleType & { readonly name: string; readonly comment: string };
  readonly canaries: readonly Breach[];
}

export function forbid(
  name: string,
  comment: string,
  from: IRegularForbiddenRuleType['from'],
  to: IRegularForbiddenRuleType['to'],
  canaries: readonly Breach[],
): BoundaryRule {
  return { rule: { name, comment, severity: 'error', from, to }, canaries };
}
