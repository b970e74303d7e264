/** Why a value is not allowed for a setting, in a sentence: where in it, what is wrong, and what is allowed. Pure. */
import type { TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { SettingDefinition } from '../../platform/settings/index.ts';

/** What of a JSON Schema settings are written with. */
interface Rules {
  readonly type?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Rules[];
  readonly items?: Rules;
  readonly properties?: Readonly<Record<string, Rules>>;
  readonly required?: readonly string[];
  /** Says what a pattern wants: `must be three capital letters`. */
  readonly errorMessage?: string;
}

const QUOTED_MAX = 60;

/** Undefined for a value that is allowed. */
export function explainValue({ key, schema, unit }: SettingDefinition, value: unknown): string | undefined {
  if (Check(schema, value)) return undefined;
  const problem = problemOf(schema as Rules, value, '', unit) ?? {
    at: '',
    says: 'is not one of those that `allowed` describes',
  };
  const where = problem.at === '' ? `The value of '${key}'` : `In the value of '${key}', ${problem.at}`;
  return `${where} ${problem.says}.`;
}

interface Problem {
  /** Empty for the value itself, else the key or the place in a list. */
  readonly at: string;
  readonly says: string;
}

function problemOf(rules: Rules, value: unknown, at: string, unit: string | undefined): Problem | undefined {
  if (rules.type === 'object') return problemOfObject(rules, value, at, unit);
  if (rules.type === 'array') return problemOfList(rules, value, at, unit);
  if (Check(rules as TSchema, value)) return undefined;
  return { at, says: `${rules.errorMessage ?? `must be ${wanted(rules, unit)}`}, not ${quoted(value)}` };
}

function problemOfObject(
  { properties = {}, required = [] }: Rules,
  value: unknown,
  at: string,
  unit: string | undefined,
): Problem | undefined {
  const names = Object.keys(properties);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { at, says: `must be an object with ${names.join(', ')}, not ${quoted(value)}` };
  }
  const given = value as Readonly<Record<string, unknown>>;
  const missing = required.find((name) => !Object.hasOwn(given, name));
  if (missing !== undefined) return { at, says: `has no ${missing}; it needs ${required.join(', ')}` };
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined)
    return { at, says: `has the unknown key ${quoted(unknown)}; allowed: ${names.join(', ')}` };
  return firstProblem(names, (name) =>
    Object.hasOwn(given, name)
      ? problemOf(properties[name] as Rules, given[name], at === '' ? name : `${at}.${name}`, unit)
      : undefined,
  );
}

function problemOfList(
  { items = {}, minItems = 0, maxItems = Number.POSITIVE_INFINITY, uniqueItems }: Rules,
  value: unknown,
  at: string,
  unit: string | undefined,
): Problem | undefined {
  if (!Array.isArray(value))
    return { at, says: `must be a list, each entry ${wanted(items, unit)}, not ${quoted(value)}` };
  if (value.length === 0 && minItems === 1) return { at, says: 'must not be empty' };
  if (value.length < minItems) return { at, says: `must have ${minItems} entries at least, not ${value.length}` };
  if (value.length > maxItems) return { at, says: `must have ${maxItems} entries at most, not ${value.length}` };
  const problem = firstProblem([...value.keys()], (place) =>
    problemOf(items, value[place], `${at === '' ? '' : `${at}, `}entry ${place + 1}`, unit),
  );
  if (problem !== undefined) return problem;
  const twice = value.find((entry, place) => value.indexOf(entry) !== place);
  return uniqueItems === true && twice !== undefined ? { at, says: `has ${quoted(twice)} twice` } : undefined;
}

function firstProblem<Place>(
  places: readonly Place[],
  look: (place: Place) => Problem | undefined,
): Problem | undefined {
  for (const place of places) {
    const problem = look(place);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** `a whole number from 1 to 604800 seconds`, `a text of 1 to 60 characters`, `true or false`. */
function wanted(rules: Rules, unit: string | undefined): string {
  if (rules.const !== undefined) return quoted(rules.const);
  if (rules.enum !== undefined) return `one of ${rules.enum.map(quoted).join(', ')}`;
  if (rules.anyOf !== undefined) return rules.anyOf.map((some) => wanted(some, unit)).join(' or ');
  switch (rules.type) {
    case 'integer':
      return `a whole number${limits(rules)}${inUnit(unit)}`;
    case 'number':
      return `a number${limits(rules)}${inUnit(unit)}`;
    case 'string':
      return `a text${lengths(rules)}`;
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    default:
      return 'as `allowed` describes it';
  }
}

function inUnit(unit: string | undefined): string {
  return unit === undefined ? '' : ` ${unit}`;
}

function limits({ minimum, exclusiveMinimum, maximum }: Rules): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const least = minimum === undefined ? undefined : `of ${minimum} at least`;
  const above = exclusiveMinimum === undefined ? undefined : `above ${exclusiveMinimum}`;
  const most = maximum === undefined ? undefined : `not above ${maximum}`;
  const said = [least ?? above, most].filter((each) => each !== undefined);
  return said.length === 0 ? '' : ` ${said.join(' and ')}`;
}

function lengths({ minLength = 0, maxLength }: Rules): string {
  if (maxLength !== undefined) return ` of ${minLength} to ${maxLength} characters`;
  return minLength === 0 ? '' : ` of ${minLength} characters at least`;
}

/** The refused value as JSON, cut: `"60"` is a text, `60` a number. */
function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}…` : text;
}
