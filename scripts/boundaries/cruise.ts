/** Walks the imports of a tree and answers which boundary rules they break. */
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import type { BoundaryRule } from './forbid.ts';

export interface BrokenRule {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface CruiseOutcome {
  readonly broken: readonly BrokenRule[];
  /** The tree's own files that were read: an outcome over none says nothing. */
  readonly files: readonly string[];
}

/** What our trees need to be read rightly: `.ts` in imports, `exports` of packages; packages are named, not walked. */
export const readingOptions = {
  doNotFollow: { path: 'node_modules' },
  tsPreCompilationDeps: true,
  moduleSystems: ['es6', 'cjs'],
} as const;
const resolveOptions = {
  extensions: ['.ts', '.tsx', '.js', '.json'],
  exportsFields: ['exports'],
  conditionNames: ['import', 'node', 'default'],
};

/**
 * Type-only imports count too.
 *
 * @param folder the root of the tree; paths in rules and outcome are relative to it
 */
export async function cruiseTree(
  folder: string,
  starts: readonly string[],
  rules: readonly BoundaryRule[],
): Promise<CruiseOutcome> {
  const { output } = await cruise(
    [...starts],
    {
      ...readingOptions,
      moduleSystems: [...readingOptions.moduleSystems],
      baseDir: folder,
      validate: true,
      ruleSet: { forbidden: rules.map(({ rule }) => rule) },
    },
    resolveOptions,
  );
  const { modules, summary } = output as ICruiseResult;
  return {
    broken: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    files: modules
      .filter(({ source, coreModule }) => coreModule !== true && !source.includes('node_modules/'))
      .filter(({ couldNotResolve }) => couldNotResolve !== true)
      .map(({ source }) => source),
  };
}
