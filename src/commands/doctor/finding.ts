/** What one check has found, and what to do about it. */

export type FindingLevel = 'OK' | 'WARN' | 'FAIL';

export interface Finding {
  readonly level: FindingLevel;
  /** What was looked at: `database`, `disk`. */
  readonly check: string;
  /** What was found. */
  readonly message: string;
  /** What to do; there whenever the level is not OK. */
  readonly advice?: string;
}

export const ok = (check: string, message: string): Finding => ({ level: 'OK', check, message });
export const warn = (check: string, message: string, advice: string): Finding => ({
  level: 'WARN',
  check,
  message,
  advice,
});
export const fail = (check: string, message: string, advice: string): Finding => ({
  level: 'FAIL',
  check,
  message,
  advice,
});
