/** What the definitions of commands share. */
import { InvalidArgumentError } from 'commander';
import { type Config, readConfig, readEnvironment } from '../config/index.ts';
import { type Role, roles } from '../kernel/access.ts';

/** Told the exit code of the command that ran. */
export type Finish = (exitCode: number) => void;

/** To try things with: nothing is made or migrated for it. */
export async function forDryRun(): Promise<Config> {
  const { dryRunConfig } = await import('./dry-run.ts');
  return dryRunConfig(readConfig(readEnvironment()));
}

export function readRole(text: string): Role {
  const role = roles.find((known) => known === text.toUpperCase());
  if (role === undefined) throw new InvalidArgumentError(`Allowed: ${roles.join(', ')}.`);
  return role;
}

export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}

export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= from && value <= to) return value;
    throw new InvalidArgumentError(`Allowed: a whole number from ${from} to ${to}.`);
  };
}
