/** What is wrong with a configuration, as one message for the person who has to put it right. */

export interface ConfigProblem {
  readonly variable: string;
  /** As set; undefined where it is unset or secret. */
  readonly value: string | undefined;
  /** Sentence part after the name: `is 'x'; allowed: …`. */
  readonly complaint: string;
}

/** Stops the start. Lists every problem at once; holds no secret's value. */
export class ConfigurationError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, complaint }) => `${variable} ${complaint}`);
    const [only] = lines;
    super(
      lines.length === 1 && only !== undefined
        ? `The configuration is wrong: ${only}`
        : `The configuration is wrong in ${lines.length} places:\n${lines.map((line) => `  - ${line}`).join('\n')}`,
    );
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}
