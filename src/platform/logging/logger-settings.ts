/** What the log is told at the start. */
import type { LevelWithSilent } from 'pino';
import type { Clock } from '../../kernel/clock.ts';
import type { ConsoleDestination } from './console-output.ts';

export interface LoggerSettings {
  readonly level: LevelWithSilent;
  /** Path of the JSON file; without it the console is all there is. */
  readonly file?: string | undefined;
  /** Size at which the file is rotated. */
  readonly fileMaxBytes: number;
  /** Older files kept beside the one being written, at least 1. */
  readonly filesKept: number;
  /** Coloured levels; `auto`: on a terminal, unless NO_COLOR is set. */
  readonly colour: boolean | 'auto' | 'always' | 'never';
  readonly clock: Clock;
  /** Where console lines go; default `process.stdout`. Commands that print results there log to `process.stderr`. */
  readonly destination?: ConsoleDestination;
  /** IANA zone of the console's times, default UTC. The file is always UTC. */
  readonly timeZone?: string;
  /** Characters of a payload that are shown; default 2,000. */
  readonly payloadMaxLength?: number;
  /** Version and instance of this process, for the file. */
  readonly service?: { readonly version?: string; readonly instance?: string };
}
