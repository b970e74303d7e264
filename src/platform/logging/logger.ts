/**
 * The process's log: pino's loggers, whose lines are written here by hand for two readers.
 *
 * People read the console: `[2026-09-02 14:23:01] [INFO] [maintenance] Ticket #123 opened by 'alice' (payload: {…})`.
 * Programs read the file: JSON lines in Elastic Common Schema. Both are free of secrets, bounded in length, and one call
 * is one line whatever the input holds. Logging never throws and never stops the process; a level that is off costs
 * nothing. Everything is in this thread: no workers, no memory of their own.
 */
import { type Logger, pino } from 'pino';
import { LineWriter } from './line-writer.ts';
import type { LoggerSettings } from './logger-settings.ts';

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
