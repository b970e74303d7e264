/** Turns one call of the logger into one line for the console and one for the file, and sends them there. */
import { hostname } from 'node:os';
import { type Logger, pino } from 'pino';
import { ConsoleOutput } from './console-output.ts';
import { errorSummary } from './error-text.ts';
import { FieldText } from './field-text.ts';
import type { LoggerSettings } from './logger-settings.ts';
import { boundedText, PAYLOAD_MAX_LENGTH } from './payload-text.ts';
import { jsonString, printable } from './printable.ts';
import { RequestLine } from './request-line.ts';
import { RotatingFile } from './rotating-file.ts';
import { isoFormat, wallClockFormat } from './timestamps.ts';

const ECS_VERSION = '8.17.0';
const SERVICE_NAME = 'milldash';
const MESSAGE_MAX_LENGTH = 4_000;
const MODULE_MAX_LENGTH = 60;

/** pino's numbers of levels. */
const DEBUG = 20;
const INFO = 30;
const WARN = 40;
const ERROR = 50;

const COLOURS: Readonly<Record<number, string>> = { 10: '2', 20: '36', 30: '32', 40: '33', 50: '31', 60: '41;97' };

/** What a logger is bound to, read once for each child that writes. */
interface Bindings {
  /** pino's own text of them; another text means that this is another logger. */
  readonly source: string;
  readonly module: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** True when there is nothing but the module. */
  readonly plain: boolean;
  readonly ecsHead: string;
}

const bindingsKey = Symbol('milldash.bindings');

/** pino's loggers hold what they need under `pino.symbols`. */
type LoggerInside = Logger & { [bindingsKey]?: Bindings; readonly [inside: symbol]: unknown };
type Serializers = Readonly<Record<string, ((value: unknown) => unknown) | undefined>>;

export class LineWriter {
  readonly #settings: LoggerSettings;
  readonly #console: ConsoleOutput;
  readonly #file: RotatingFile | undefined;
  readonly #consoleTime: (ms: number) => string;
  readonly #ecsTime = isoFormat();
  readonly #ecsProcess: string;
  readonly #labels: Readonly<Record<number, string>>;

  constructor(settings: LoggerSettings) {
    const destination = settings.destination ?? process.stdout;
    this.#settings = settings;
    this.#console = new ConsoleOutput(destination);
    this.#consoleTime = wallClockFormat(settings.timeZone ?? 'UTC');
    this.#ecsProcess = processMembers(settings);
    this.#labels = consoleLabels(wantsColour(settings.colour, destination.isTTY === true));
    this.#file = settings.file === undefined ? undefined : this.#openFile(settings.file);
  }

  /** pino's stream; its lines are not used, {@link writeLine} writes them. */
  write(): void {}

  /** Part of pino's `log.flush(callback)`. */
  flush(done?: () => void): void {
    this.#console.flush();
    this.#file?.flush();
    done?.();
  }

  close(): void {
    this.#console.flush();
    this.#console.close();
    this.#file?.close();
  }

  /** Takes what pino's level methods were given. Never throws. */
  writeLine(log: Logger, fields: unknown, message: unknown, level: number): void {
    try {
      if (fields instanceof RequestLine) this.#writeRequest(log, fields, level);
      else this.#writeFields(log, fields, message, level);
    } catch (error) {
      const reason = printable(errorSummary(error));
      this.#print(this.#settings.clock.now(), ERROR, 'logging', `A line could not be written: ${reason}`);
    }
    if (level >= ERROR) this.flush();
  }

  #writeRequest(log: Logger, request: RequestLine, level: number): void {
    const nowMs = this.#settings.clock.now();
    const bindings = bindingsOf(log);
    const message = request.message;
    this.#print(nowMs, level, bindings.module, message + request.console(log.levelVal <= DEBUG));
    if (this.#file !== undefined) this.#file.write(this.#ecsLine(nowMs, level, message, bindings, request.ecs));
  }

  #writeFields(log: Logger, given: unknown, givenMessage: unknown, level: number): void {
    const nowMs = this.#settings.clock.now();
    const bindings = bindingsOf(log);
    const fields = given instanceof Error ? { err: given } : ((given ?? {}) as Record<string, unknown>);
    const message = boundedText(messageOf(fields, givenMessage), MESSAGE_MAX_LENGTH);
    const shown = printable(message);
    let tail = '';
    let members = '';
    if (given !== null || !bindings.plain) {
      const text = this.#textOf(log, shown, fields, bindings);
      tail = text.console;
      members = text.ecs;
    }
    this.#print(nowMs, level, bindings.module, shown === '' ? tail.trimStart() : shown + tail);
    if (this.#file !== undefined) this.#file.write(this.#ecsLine(nowMs, level, message, bindings, members));
  }

  #textOf(log: Logger, shown: string, fields: Readonly<Record<string, unknown>>, bindings: Bindings): FieldText {
    const text = new FieldText(shown, this.#settings.payloadMaxLength ?? PAYLOAD_MAX_LENGTH, log.levelVal <= DEBUG);
    const serializers = (log as LoggerInside)[pino.symbols.serializersSym] as Serializers;
    for (const key in fields) {
      if (!Object.hasOwn(fields, key) || key === 'msg') continue;
      const value = fields[key];
      const serialize = key === 'err' ? undefined : serializers[key];
      text.add(key, serialize === undefined ? value : serialize(value));
    }
    if (!bindings.plain) for (const key in bindings.fields) text.add(key, bindings.fields[key]);
    return text;
  }

  #print(nowMs: number, level: number, module: string, text: string): void {
    this.#console.write(`[${this.#consoleTime(nowMs)}] ${this.#labels[level] ?? '[LOG]'} [${module}] ${text}\n`);
  }

  #ecsLine(nowMs: number, level: number, message: string, bindings: Bindings, members: string): string {
    const head = `{"@timestamp":"${this.#ecsTime(nowMs)}","log.level":"${pino.levels.labels[level] ?? 'info'}"`;
    return `${head},"message":${jsonString(message)}${this.#ecsProcess}${bindings.ecsHead}${members}}\n`;
  }

  #openFile(path: string): RotatingFile {
    return new RotatingFile({
      path,
      maxBytes: this.#settings.fileMaxBytes,
      filesKept: this.#settings.filesKept,
      clock: this.#settings.clock,
      onTrouble: (sentence, error) => {
        const reason = error === undefined ? '' : ` (error: ${errorSummary(error)})`;
        this.#print(
          this.#settings.clock.now(),
          error === undefined ? INFO : WARN,
          'logging',
          printable(sentence + reason),
        );
      },
    });
  }
}

function bindingsOf(logger: Logger): Bindings {
  const log = logger as LoggerInside;
  const source = log[pino.symbols.chindingsSym] as string;
  const known = log[bindingsKey];
  if (known !== undefined && known.source === source) return known;
  const { module, ...fields } = log.bindings();
  const name = boundedText(typeof module === 'string' ? module : SERVICE_NAME, MODULE_MAX_LENGTH);
  const bindings: Bindings = {
    source,
    module: printable(name),
    fields,
    plain: Object.keys(fields).length === 0,
    ecsHead: `,"log.logger":${jsonString(name)},"event.dataset":${jsonString(`${SERVICE_NAME}.${name}`)}`,
  };
  log[bindingsKey] = bindings;
  return bindings;
}

function messageOf(fields: Readonly<Record<string, unknown>>, given: unknown): string {
  if (given !== undefined && given !== null) return String(given);
  if (typeof fields['msg'] === 'string') return fields['msg'];
  const error = fields['err'] ?? fields['error'];
  return error instanceof Error ? errorSummary(error) : '';
}

function processMembers({ service }: LoggerSettings): string {
  let members = `,"ecs.version":"${ECS_VERSION}","service.name":"${SERVICE_NAME}"`;
  if (service?.version !== undefined) members += `,"service.version":${jsonString(service.version)}`;
  if (service?.instance !== undefined) members += `,"service.node.name":${jsonString(service.instance)}`;
  return `${members},"host.hostname":${jsonString(hostname())},"process.pid":${process.pid}`;
}

function wantsColour(setting: LoggerSettings['colour'], isTerminal: boolean): boolean {
  if (setting === 'auto') return isTerminal && (process.env['NO_COLOR'] ?? '') === '';
  return setting === true || setting === 'always';
}

function consoleLabels(coloured: boolean): Readonly<Record<number, string>> {
  const labels: Record<number, string> = {};
  for (const [level, label] of Object.entries(pino.levels.labels)) {
    const text = `[${label.toUpperCase()}]`;
    labels[Number(level)] = coloured ? `\x1b[${COLOURS[Number(level)] ?? '0'}m${text}\x1b[0m` : text;
  }
  return labels;
}
