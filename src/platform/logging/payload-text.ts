/**
 * Any value as one short line of JSON-like text: redacted, printable and bounded.
 *
 * Never throws and never costs more than the text it may show: the walk ends when the room is used up. Cycles, buffers,
 * streams, throwing getters and deep or endless structures become a word in brackets.
 */
import { jsonString } from './printable.ts';
import { isSecretName, REDACTED, withoutSecrets } from './redaction.ts';

/** Characters of a payload that are shown. */
export const PAYLOAD_MAX_LENGTH = 2_000;
const MAX_DEPTH = 6;
const MAX_ITEMS = 50;
/** Read beyond the room, so that a secret that begins inside it is seen whole and replaced. */
const SECRET_LENGTH = 512;
/** JSON texts up to this length are read, so that secrets are found by name as well. */
const MAX_PARSED_LENGTH = 1_048_576;
export const CUT = '…[cut]';

/** @param maxLength characters; a longer text ends with `…[cut]` */
export function payloadText(value: unknown, maxLength = PAYLOAD_MAX_LENGTH): string {
  const writer = new Writer(maxLength);
  writer.value(typeof value === 'string' ? jsonOf(value) : value, 0);
  return writer.text.length > maxLength ? writer.text.slice(0, maxLength) + CUT : writer.text;
}

/** A text without secrets and of bounded length, not yet printable. */
export function boundedText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return withoutSecrets(text);
  return withoutSecrets(text.slice(0, maxLength + SECRET_LENGTH)).slice(0, maxLength) + CUT;
}

/** A serialised body is shown as what it says. */
function jsonOf(text: string): unknown {
  const first = text.charCodeAt(0);
  if (first !== 0x7b && first !== 0x5b) return text;
  if (text.length > MAX_PARSED_LENGTH) return new Opaque(`${text.length} characters of JSON`);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

class Opaque {
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

class Writer {
  text = '';
  readonly #maxLength: number;
  readonly #ancestors: object[] = [];

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  value(value: unknown, depth: number): void {
    switch (typeof value) {
      case 'string':
        this.text += jsonString(boundedText(value, Math.max(this.#room(), 0)));
        return;
      case 'number':
      case 'boolean':
      case 'undefined':
        this.text += String(value);
        return;
      case 'bigint':
        this.text += value.toString().slice(0, 40);
        return;
      case 'symbol':
        this.text += '[symbol]';
        return;
      case 'function':
        this.text += '[function]';
        return;
      default:
        if (value === null) this.text += 'null';
        else this.#guarded(value as object, depth);
    }
  }

  #room(): number {
    return this.#maxLength - this.text.length;
  }

  #guarded(value: object, depth: number): void {
    if (this.#ancestors.includes(value)) {
      this.text += '[circular]';
      return;
    }
    this.#ancestors.push(value);
    try {
      this.#object(value, depth);
    } catch {
      this.text += '[unreadable]';
    }
    this.#ancestors.pop();
  }

  #object(value: object, depth: number): void {
    if (value instanceof Opaque) this.text += `[${value.what}]`;
    else if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) this.text += `[${value.byteLength} bytes]`;
    else if (value instanceof Date) this.text += Number.isNaN(value.getTime()) ? 'null' : `"${value.toISOString()}"`;
    else if (value instanceof Error) this.value(`${value.name}: ${value.message}`, depth);
    else if (isStream(value)) this.text += '[stream]';
    else if (depth >= MAX_DEPTH) this.text += Array.isArray(value) ? '[array]' : '[object]';
    else if (Array.isArray(value)) this.#list(value, value.length, depth);
    else if (value instanceof Set) this.#list(value, value.size, depth);
    else if (value instanceof Map || isHeaders(value)) this.#entries(value, depth);
    else if ('toJSON' in value && typeof value.toJSON === 'function') this.value(value.toJSON(), depth + 1);
    else this.#entries(ownEntries(value), depth, namesASecret(value as Record<string, unknown>));
  }

  #list(items: Iterable<unknown>, count: number, depth: number): void {
    this.text += '[';
    let index = 0;
    let previous: unknown;
    for (const item of items) {
      if (index > 0) this.text += ',';
      if (index >= MAX_ITEMS || this.#room() <= 0) {
        this.text += `…${count - index} more`;
        break;
      }
      if (index % 2 === 1 && isHeldByPrevious(previous, count)) this.text += `"${REDACTED}"`;
      else this.value(item, depth + 1);
      previous = item;
      index += 1;
    }
    this.text += ']';
  }

  #entries(entries: Iterable<readonly [unknown, unknown]>, depth: number, namesSecret = false): void {
    this.text += '{';
    let index = 0;
    for (const [key, value] of entries) {
      if (value === undefined) continue;
      if (index > 0) this.text += ',';
      if (index >= MAX_ITEMS || this.#room() <= 0) {
        this.text += '…';
        break;
      }
      const name = typeof key === 'string' ? key : payloadText(key, 100);
      this.text += `${jsonString(boundedText(name, 200))}:`;
      if (isSecretName(name, value) || (namesSecret && HOLDS_A_VALUE.test(name))) this.text += `"${REDACTED}"`;
      else this.value(value, depth + 1);
      index += 1;
    }
    this.text += '}';
  }
}

/** `{ name: 'authorization', value: '…' }`: headers, settings, patches. */
const NAMING_KEYS = ['name', 'key', 'header', 'field', 'setting', 'variable', 'property', 'path'] as const;
const HOLDS_A_VALUE =
  /^(value|values|old|new|before|after|from|to|was|is|default|content|input|received|current|previous)([_-]?value)?$/i;

function namesASecret(record: Record<string, unknown>): boolean {
  return NAMING_KEYS.some((key) => {
    const name = Object.hasOwn(record, key) ? readable(record, key) : undefined;
    return typeof name === 'string' && isSecretName(name);
  });
}

/** `['authorization', '…']`: pairs, and the flat lists of raw headers. */
function isHeldByPrevious(previous: unknown, count: number): boolean {
  if (typeof previous !== 'string' || previous.length > 60) return false;
  return count === 2 ? isSecretName(previous) : RAW_SECRET_HEADER.test(previous);
}

const RAW_SECRET_HEADER = /^((proxy-)?authorization|(set-)?cookie|x-api-key)$/i;

/** The name is looked at first: whoever names the class loads all that belongs to fetch, a good part of a short command. */
function isHeaders(value: object): value is Headers {
  return Reflect.get(value, Symbol.toStringTag) === 'Headers' && value instanceof Headers;
}

function isStream(value: object): boolean {
  return 'pipe' in value && typeof value.pipe === 'function';
}

function* ownEntries(value: object): Iterable<readonly [string, unknown]> {
  const record = value as Record<string, unknown>;
  for (const key in record) {
    if (Object.hasOwn(record, key)) yield [key, readable(record, key)];
  }
}

function readable(record: Record<string, unknown>, key: string): unknown {
  try {
    return record[key];
  } catch {
    return new Opaque('unreadable');
  }
}
