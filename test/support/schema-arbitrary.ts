/**
 * Values out of a JSON schema as our routes describe bodies with: what it accepts, and what it only just refuses.
 *
 * Knows the keywords that our schemas use. Texts are of all of Unicode but lone surrogates, numbers like their limits.
 */
import fc from 'fast-check';
import { anyCharacter } from './any-character.ts';

export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly examples?: readonly unknown[];
}

type Values = fc.Arbitrary<unknown>;

const LIST_LENGTH_MAX = 4;
const TEXT_LENGTH_MAX = 30;
/** The years in which a date is one for every database. */
const dates = { min: new Date('1970-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true };

/** @returns values that the schema accepts */
export function valuesOf(schema: JsonSchema): Values {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(valuesOf));
  const own = ofType(schema);
  const examples = (schema.examples ?? []).filter((example) => typeof example !== 'object');
  return examples.length === 0 ? own : fc.oneof(own, fc.constantFrom(...examples));
}

function ofType(schema: JsonSchema): Values {
  switch (schema.type) {
    case 'object':
      return objectsOf(schema);
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? LIST_LENGTH_MAX, LIST_LENGTH_MAX)),
      });
    case 'string':
      return textsOf(schema);
    case 'integer':
      return numbersOf(schema, fc.integer(smallWithin(schema)));
    case 'number':
      return numbersOf(schema, fc.double({ ...smallWithin(schema), noNaN: true }));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectsOf({ properties = {}, required = [] }: JsonSchema): Values {
  const values = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, valuesOf(value)]));
  return fc.record(values, { requiredKeys: [...required], noNullPrototype: true });
}

const words = fc.stringMatching(/^[a-z0-9]{1,20}$/);
/** To make them costs far more than to draw one. */
const madeStrings = new Map<string, fc.Arbitrary<string>>();

function stringsOf(unit: 'grapheme' | 'any', minLength: number, maxLength: number): fc.Arbitrary<string> {
  const key = `${unit} ${minLength} ${maxLength}`;
  const constraints = { unit: unit === 'any' ? anyCharacter : unit, minLength, maxLength };
  const strings = madeStrings.get(key) ?? fc.string(constraints);
  madeStrings.set(key, strings);
  return strings;
}

function textsOf({ format, pattern, minLength = 0, maxLength = TEXT_LENGTH_MAX }: JsonSchema): Values {
  if (format === 'date') return fc.date(dates).map((date) => date.toISOString().slice(0, 10));
  if (format === 'date-time') {
    const utc = fc.date(dates).map((date) => date.toISOString());
    return fc.oneof(
      utc,
      utc.map((text) => text.replace('Z', '+05:30')),
      utc.map((text) => text.replace(/\.\d+Z/, 'Z')),
    );
  }
  const short = [minLength, Math.max(minLength, Math.min(maxLength, TEXT_LENGTH_MAX))] as const;
  const plain = words.filter((text) => text.length >= minLength && text.length <= maxLength);
  if (pattern !== undefined) {
    const expression = new RegExp(pattern);
    // it knows no look-ahead
    const own = pattern.includes('(?!') ? stringsOf('grapheme', ...short) : fc.stringMatching(expression);
    const fitting = own.filter((text) => text.length <= maxLength && expression.test(text));
    return pattern.includes('(?!') ? fc.oneof(plain, fitting) : fitting;
  }
  const longest = plain.map((text) => text.padEnd(minLength, 'x').repeat(maxLength).slice(0, maxLength));
  return fc.oneof(
    { weight: 4, arbitrary: stringsOf('grapheme', ...short) },
    // control characters among them
    { weight: 2, arbitrary: stringsOf('any', ...short).filter((text) => text.length <= maxLength) },
    { weight: 1, arbitrary: longest },
  );
}

function numbersOf({ minimum, maximum, exclusiveMinimum }: JsonSchema, small: Values): Values {
  const limits = [minimum, maximum].filter((limit) => limit !== undefined && limit !== exclusiveMinimum);
  return limits.length === 0
    ? small
    : fc.oneof({ weight: 4, arbitrary: small }, { weight: 1, arbitrary: fc.constantFrom(...limits) });
}

/** People's numbers are small; the limits come beside them. */
function smallWithin({ minimum = -1000, maximum = 1000, exclusiveMinimum }: JsonSchema) {
  const min = exclusiveMinimum === undefined ? minimum : Math.max(minimum, exclusiveMinimum + 0.5);
  return { min, max: Math.min(maximum, min + 1000) };
}

const nested = (depth: number): unknown => {
  let value: unknown = 'x';
  for (let at = 0; at < depth; at++) value = at % 2 === 0 ? [value] : { a: value };
  return value;
};

/** What goes where something else was expected. */
const oddValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  -0,
  1e308,
  2 ** 53,
  2 ** 63,
  -(2 ** 53),
  '',
  ' ',
  '0',
  '1',
  'null',
  'NaN',
  [],
  {},
  [[]],
  [null],
  { $ne: 1 },
  '\u0000',
  'a\u0000b',
  '\u0007',
  '\u001b[31m',
  '\r\nSet-Cookie: a=b',
  '\ud800',
  'x\udfff',
  '\u202e',
  '\ufeff',
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢',
  'x'.repeat(300),
  'x'.repeat(20_000),
  "'; drop table users; --",
  '%',
  '%00',
  '../../etc/passwd',
  '2026-02-30',
  '2026-02-30T00:00:00Z',
  '2026-01-15T24:00:00Z',
  '2026-01-15T23:59:60Z',
  '0000-01-01T00:00:00Z',
  '0001-01-01',
  '9999-12-31T23:59:59.999Z',
  '+275760-09-13T00:00:00Z',
  '2026-01-15',
  '2026-01-15T10:00:00+25:00',
  '1e400',
  nested(60),
];
const oddKeys = ['unknown', '__proto__', 'constructor', 'id', 'ID', '', '\u0000', 'x'.repeat(500), 'toString'];

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** Every key and element within a value, itself first. */
function placesIn(holder: Record<string, unknown>, key: string): Place[] {
  const value = holder[key];
  const inner = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return [{ holder, key }, ...inner.flatMap((each) => placesIn(value as Record<string, unknown>, each))];
}

/** @returns each value with one place changed: left out, of another type, at or beyond a limit, or with a key too many */
export function nearMissesOf(values: Values): Values {
  return fc
    .tuple(values, fc.nat(), fc.constantFrom('replace', 'remove', 'add', 'shift'), fc.nat())
    .map(([value, where, how, what]) => {
      const whole = { value: structuredClone(value) };
      const places = placesIn(whole, 'value');
      // the whole body is one place among many
      const { holder, key } = places[where % places.length] as Place;
      const odd = structuredClone(oddValues[what % oddValues.length]);
      const found = holder[key];
      if (how === 'remove' && places.length > 1) {
        if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else if (holder !== whole) Reflect.deleteProperty(holder, key);
      } else if (how === 'add' && typeof found === 'object' && found !== null && !Array.isArray(found)) {
        const name = oddKeys[what % oddKeys.length] as string;
        Object.defineProperty(found, name, { value: odd, enumerable: true, configurable: true, writable: true });
      } else if (how === 'shift' && typeof found === 'number')
        holder[key] = found + (what % 2 === 0 ? 1 : -1) * (what % 3 === 0 ? 0.5 : 1);
      else if (how === 'shift' && typeof found === 'string')
        holder[key] = what % 2 === 0 ? found.slice(1) : `${found}${found}`;
      else holder[key] = odd;
      return whole.value;
    });
}

/** What a caller may put in an address. */
export const oddTexts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...oddValues.filter((value) => typeof value === 'string' && value.length < 1000).map(String)),
  fc.constantFrom('1', '999999', '9007199254740993', '-1', '1.5', '1e3', 'nobody', 'a,b', ',', 'true', '[]', 'null'),
  fc.string({ unit: anyCharacter, maxLength: 20 }),
);
