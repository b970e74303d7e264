/**
 * The process's log: pino's loggers, whose lines are written here by hand for two readers.
 *
 * People read the console: `[2026-09-02 14:23:01] [INFO] [maintenance] Ticket #123 opened by 'alice' (payload: {…})`.
 * Programs read the file: JSON lines in Elastic Common Schema. Both are free of secrets, bounded in length, and one call
 * is one line whatever the input holds. Logging never throws and never stops the process; a level that is off costs
 * nothing. Everything is in this thread: no workers, no memory of their own.
 */
import { type LevelWithSilent, type Logger, pino } from 'pino';
import type { Clock } from '../../kernel/clock.ts';
import type { ConsoleDestination } from './console-output.ts';
import { LineWriter } from './line-writer.ts';

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

export interface OpenLogger {
  readonly log: Logger;
  /** Writes out what waits and closes the file. Later lines still reach the console. Repeating it does nothing. */
  close(): Promise<void>;
}

/** Opens the log. A file that cannot be written is a warning on the console, never a failure. */
export function createLogger(settings: LoggerSettings): OpenLogger {
  const lines = new LineWriter(settings);
  const log = pino({ level: settings.level, base: null, timestamp: false }, lines);
  // pino's own place for integrations that write lines themselves; children inherit it.
  Object.defineProperty(log, pino.symbols.writeSym, {
    value(this: Logger, fields: unknown, message: unknown, level: number): void {
      lines.writeLine(this, fields, message, level);
    },
  });
  return { log, close: async () => lines.close() };
}
