/**
 * Requests against their schemas: strict for bodies, understanding for texts.
 *
 * Bodies are taken as they are: no coercion, no dropped keys, no defaults. Query strings, path parameters and headers
 * are texts, so they are coerced to the type that the schema names, comma lists are taken apart where it names an array,
 * and of a choice of words each may be typed in any case. Validators are compiled at their first use, which keeps the start short. What a refusal costs does not grow
 * with what is wrong: a body with more keys than any form has is answered with its first mistake.
 */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formatsModule from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';
import type { Query } from './query-strings.ts';
import { explainErrors, type Part } from './validation-errors.ts';

const addFormats = formatsModule as unknown as (ajv: Ajv) => Ajv;

/** Keys of a body, at all depths, up to which every mistake is looked for. */
const FORM_KEYS_MAX = 100;

const shared = {
  removeAdditional: false,
  useDefaults: false,
  strict: false,
  verbose: true,
  addUsedSchema: false,
} as const;

function makeAjv(options: { coerceTypes: 'array' | boolean; allErrors: boolean; useDefaults?: boolean }): Ajv {
  return addFormats(new Ajv({ ...shared, ...options }));
}

interface Checkers {
  readonly forms: Ajv;
  readonly bodies: Ajv;
  readonly texts: Ajv;
}

/** One set for all servers of a process: what one of them has compiled, the next one has ready. */
let checkers: Checkers | undefined;

function getCheckers(): Checkers {
  checkers ??= {
    // every mistake at once helps who fills in a form; in arrays it would let one body make a mountain of errors
    forms: makeAjv({ coerceTypes: false, allErrors: true }),
    bodies: makeAjv({ coerceTypes: false, allErrors: false }),
    texts: makeAjv({ coerceTypes: 'array', allErrors: true, useDefaults: true }),
  };
  return checkers;
}

/**
 * Compiles for Fastify. Compiled validators throw `validation-failed`, or give back what they accept.
 *
 * @param eager compiles at once, so that a schema that cannot be compiled stops the start
 */
export function createValidatorCompiler(eager: boolean): FastifySchemaCompiler<unknown> {
  const { forms, bodies, texts } = getCheckers();
  return ({ schema, httpPart }) => {
    const part = httpPart as Part;
    if (part === 'body') return bodyValidator(schema as object, holdsArray(schema) ? [bodies] : [bodies, forms], eager);
    const lists = part === 'querystring' ? arrayProperties(schema) : [];
    const choices = part === 'querystring' ? wordsToChoose(schema) : [];
    let check = eager ? texts.compile(schema as object) : undefined;
    return (value: unknown) => {
      check ??= texts.compile(schema as object);
      const given = plain(value, lists);
      for (const { name, words } of choices) spell(given, name, words);
      if (check(given)) return { value: given };
      throw explainErrors(check.errors as ErrorObject[], part);
    };
  };
}

/** The quick check decides; the thorough one, where there is one, is asked only for what else is wrong with a form. */
function bodyValidator(schema: object, [quick, thorough]: readonly Ajv[], eager: boolean) {
  let check: ValidateFunction | undefined = eager ? quick?.compile(schema) : undefined;
  let explain: ValidateFunction | undefined = eager ? thorough?.compile(schema) : undefined;
  return (value: unknown) => {
    check ??= quick?.compile(schema);
    if (check === undefined || check(value)) return { value };
    if (thorough === undefined || holdsMoreKeys(value, FORM_KEYS_MAX)) {
      throw explainErrors(check.errors as ErrorObject[], 'body');
    }
    explain ??= thorough.compile(schema);
    explain(value);
    throw explainErrors((explain.errors ?? check.errors) as ErrorObject[], 'body');
  };
}

/** At all depths, entries of arrays counted too; stops at the first key beyond. */
function holdsMoreKeys(body: unknown, most: number): boolean {
  const waiting = [body];
  let keys = 0;
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const key in value) {
      keys += 1;
      if (keys > most) return true;
      waiting.push((value as Record<string, unknown>)[key]);
    }
  }
  return false;
}

/** A copy that the coercion may write to, with its comma lists taken apart; empty lists are as if not given. */
function plain(value: unknown, lists: readonly string[]): Record<string, unknown> {
  const given: Record<string, unknown> = Object.assign(Object.create(null), value);
  for (const name of lists) {
    const texts = given[name] as Query[string] | undefined;
    if (texts === undefined) continue;
    const values = (Array.isArray(texts) ? texts : [texts])
      .flatMap((text) => text.split(','))
      .map((text) => text.trim());
    const filled = values.filter((text) => text !== '');
    if (filled.length === 0) delete given[name];
    else given[name] = filled;
  }
  return given;
}

/** Writes words of a choice as the schema has them, so that whoever reads the query knows one form only. */
function spell(given: Record<string, unknown>, name: string, words: ReadonlyMap<string, string>): void {
  const value = given[name];
  const spelled = (text: unknown) => (typeof text === 'string' && words.get(text.toLowerCase())) || text;
  if (value !== undefined) given[name] = Array.isArray(value) ? value.map(spelled) : spelled(value);
}

interface PropertySchema {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: PropertySchema;
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, PropertySchema | undefined>>;
}

/** The parameters that are words of a choice, or lists of them; each word by its form in small letters. */
function wordsToChoose(schema: unknown): { readonly name: string; readonly words: ReadonlyMap<string, string> }[] {
  return Object.entries((schema as ObjectSchema).properties ?? {}).flatMap(([name, property]) => {
    const choice = (property?.enum ?? property?.items?.enum ?? []).filter((word) => typeof word === 'string');
    return choice.length === 0 ? [] : { name, words: new Map(choice.map((word) => [word.toLowerCase(), word])) };
  });
}

function arrayProperties(schema: unknown): string[] {
  const properties = (schema as ObjectSchema).properties ?? {};
  return Object.keys(properties).filter((name) => properties[name]?.type === 'array');
}

function holdsArray(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  if ((schema as { type?: unknown }).type === 'array') return true;
  return Object.values(schema).some(holdsArray);
}

/** The names that a query string may hold; undefined where its schema leaves them open. */
export function closedParameters(schema: unknown): ReadonlySet<string> | undefined {
  const { properties, additionalProperties, patternProperties } = (schema ?? {}) as {
    properties?: object;
    additionalProperties?: unknown;
    patternProperties?: unknown;
  };
  if (patternProperties !== undefined || (additionalProperties ?? false) !== false) return undefined;
  return new Set(Object.keys(properties ?? {}));
}

/** @throws validation-failed */
export function refuseUnknownParameters(query: object, allowed: ReadonlySet<string>): void {
  for (const name in query) {
    if (allowed.has(name)) continue;
    const list = [...allowed];
    const known = list.length === 0 ? 'This address takes none.' : `Allowed: ${list.join(', ')}.`;
    const shown = name.slice(0, 100);
    throw new DomainError('validation-failed', `Unknown query parameter '${shown}'. ${known}`, {
      errors: [{ path: 'query', message: `has the unknown parameter '${shown}'`, allowed: list }],
    });
  }
}
