/** A logger whose console lines and file a test can read. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, type Logger, type LoggerSettings } from '../../src/platform/logging/index.ts';
import { TestClock } from './clock.ts';

export interface CapturedLog {
  readonly log: Logger;
  readonly file: string;
  readonly clock: TestClock;
  /** Everything printed so far. */
  console(): string;
  consoleLines(): string[];
  /** The file's raw text. */
  fileText(): string;
  /** The file's lines, parsed. */
  records(): Record<string, unknown>[];
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export function captureLog(settings: Partial<LoggerSettings> = {}): CapturedLog {
  const folder = mkdtempSync(join(tmpdir(), 'milldash-log-'));
  const file = settings.file ?? join(folder, 'milldash.log');
  const clock = new TestClock('2026-09-02T14:23:01.123Z');
  let printed = '';
  const destination = { write: (text: string) => void (printed += text) };
  const { log, close } = createLogger({
    level: 'info',
    fileMaxBytes: 1_048_576,
    filesKept: 3,
    colour: false,
    clock,
    destination,
    ...settings,
    file,
  });
  const fileText = () => {
    log.flush();
    return readFileSync(file, 'utf8');
  };
  const linesOf = (text: string) => text.split('\n').slice(0, -1);
  const console = () => {
    log.flush();
    return printed;
  };
  return {
    log,
    file,
    clock,
    console,
    consoleLines: () => linesOf(console()),
    fileText,
    records: () => linesOf(fileText()).map((line) => JSON.parse(line) as Record<string, unknown>),
    close,
    async [Symbol.asyncDispose]() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
