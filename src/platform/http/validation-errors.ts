/**
 * What the validator found, in sentences: where, what is wrong, and what is allowed.
 *
 * At most {@link MISTAKES_MAX} sentences are made, however much was found. What a pattern wants is said by the
 * `errorMessage` of its schema, never by the pattern.
 */
import type { ErrorObject } from 'ajv';
import { DomainError } from '../../kernel/errors.ts';
import { printable } from '../../kernel/texts.ts';

export type Part = 'body' | 'querystring' | 'params' | 'headers';

/** One mistake. `path` reads `body.name`, `query.limit` or `path.id`. */
export interface RequestMistake {
  readonly path: string;
  readonly message: string;
  /** The keyword of JSON Schema that it breaks, for who says it in other words. Without one the message alone says it. */
  readonly rule?: string;
  /** Of `minLength`, `maximum` and their like. */
  readonly limit?: number;
  readonly allowed?: readonly unknown[];
}

/** Mistakes listed in one answer. */
const MISTAKES_MAX = 20;
const QUOTED_MAX = 60;

const partNames: Readonly<Record<Part, string>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'header',
};

export function explainErrors(errors: readonly ErrorObject[], part: Part): DomainError {
  const mistakes = toMistakes(errors, partNames[part]);
  const first = mistakes[0];
  const others = mistakes.length === MISTAKES_MAX ? 'more' : `${mistakes.length - 1} more`;
  const more = mistakes.length > 1 ? ` (and ${others})` : '';
  const detail = first === undefined ? 'The request is not as described.' : `${sentence(first)}${more}.`;
  return new DomainError('validation-failed', detail, { errors: mistakes });
}

/** Without a full stop; undefined where there is none. @param noun what the whole is called */
export function firstMistake(errors: readonly ErrorObject[], noun: string): string | undefined {
  const [first] = toMistakes(errors, '');
  return first && sentence({ ...first, path: first.path === '' ? noun : first.path.replace(/^\./, '') });
}

function sentence(mistake: RequestMistake): string {
  const allowed = mistake.allowed === undefined ? '' : `; allowed: ${mistake.allowed.map(String).join(', ')}`;
  return `${mistake.path} ${mistake.message}${allowed}`;
}

function toMistakes(errors: readonly ErrorObject[], part: string): RequestMistake[] {
  const byPath = new Map<string, ErrorObject[]>();
  for (const error of errors) {
    if (byPath.size > MISTAKES_MAX) break;
    const path = part + pathOf(error);
    const known = byPath.get(path);
    if (known === undefined) byPath.set(path, [error]);
    else known.push(error);
  }
  const mistakes: RequestMistake[] = [];
  const paths = [...byPath.keys()];
  for (const [path, found] of byPath) {
    if (mistakes.length >= MISTAKES_MAX) break;
    if (isOnlyAnotherShape(path, found, paths)) continue;
    mistakes.push(...mistakesAt(path, found));
  }
  return mistakes.slice(0, MISTAKES_MAX);
}

/** Of several shapes one fits but for something further in: that it is none of the others says nothing. */
function isOnlyAnotherShape(path: string, found: readonly ErrorObject[], paths: readonly string[]): boolean {
  return (
    found.some(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf') &&
    found.every(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'type') &&
    paths.some((other) => other.startsWith(`${path}.`) || other.startsWith(`${path}[`))
  );
}

function pathOf(error: ErrorObject): string {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((piece) => piece.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((piece) => (/^\d+$/.test(piece) ? `[${piece}]` : `.${piece.slice(0, QUOTED_MAX)}`))
    .join('');
  const missing =
    error.keyword === 'required' ? (error.params as { missingProperty: string }).missingProperty : undefined;
  return missing === undefined ? path : `${path}.${missing}`;
}

/** Alternatives of constants (a closed list) are one mistake; so is anything that failed as one of several shapes. */
function mistakesAt(path: string, found: readonly ErrorObject[]): RequestMistake[] {
  const constants = found.filter((error) => error.keyword === 'const');
  const union = found.find((error) => error.keyword === 'anyOf' || error.keyword === 'oneOf');
  if (constants.length > 0 && (union !== undefined || constants.length === found.length)) {
    const allowed = constants.map((error) => (error.params as { allowedValue: unknown }).allowedValue);
    const message = `must be one of the allowed values, not ${quoted(constants[0]?.data)}`;
    return [{ path, message, rule: 'enum', allowed }];
  }
  if (union !== undefined) {
    const kinds = found.filter((error) => error.keyword === 'type').map((error) => String(error.params['type']));
    if (kinds.length === 0) return found.filter((error) => error !== union).map((error) => mistake(path, error));
    const others = found.find((error) => error !== union && error.keyword !== 'type');
    return [others === undefined ? { path, message: `must be ${kinds.join(' or ')}` } : mistake(path, others)];
  }
  return found.slice(0, MISTAKES_MAX).map((error) => mistake(path, error));
}

function mistake(path: string, error: ErrorObject): RequestMistake {
  const limit = error.params['limit'] as unknown;
  return { ...worded(path, error), rule: error.keyword, ...(typeof limit === 'number' ? { limit } : {}) };
}

interface KeyedSchema {
  readonly properties?: object;
  readonly patternProperties?: object;
  /** Says what a pattern wants, of the value or of keys. */
  readonly errorMessage?: string;
}

const NOT_OF_THE_FORM = 'is not of the form that the reference describes';

function worded(path: string, error: ErrorObject): RequestMistake {
  const { keyword, params } = error;
  if (keyword === 'required') return { path, message: 'is required' };
  if (keyword === 'enum') {
    return {
      path,
      message: `must be one of the allowed values, not ${quoted(error.data)}`,
      allowed: params['allowedValues'] as unknown[],
    };
  }
  if (keyword === 'additionalProperties') {
    const { properties, patternProperties, errorMessage } = (error.parentSchema ?? {}) as KeyedSchema;
    const key = quoted(params['additionalProperty']);
    return patternProperties === undefined
      ? { path, message: `has the unknown key ${key}`, allowed: Object.keys(properties ?? {}) }
      : { path, message: `has the key ${key}, which ${errorMessage ?? NOT_OF_THE_FORM}` };
  }
  if (keyword === 'type') return { path, message: `must be ${article(String(params['type']))}` };
  if (keyword === 'maxLength') return { path, message: `must not have more than ${params['limit']} characters` };
  if (keyword === 'minLength') {
    return {
      path,
      message: params['limit'] === 1 ? 'must not be empty' : `must have at least ${params['limit']} characters`,
    };
  }
  if (keyword === 'format') return { path, message: `must be a valid ${params['format']}` };
  if (keyword === 'pattern') {
    const { errorMessage } = error.parentSchema as KeyedSchema;
    return { path, message: errorMessage ?? NOT_OF_THE_FORM };
  }
  if (keyword === 'minimum' || keyword === 'maximum') {
    return { path, message: `must be ${keyword === 'minimum' ? 'at least' : 'at most'} ${params['limit']}` };
  }
  if (keyword === 'maxItems') return { path, message: `must not have more than ${params['limit']} items` };
  if (keyword === 'minItems') return { path, message: `must have at least ${params['limit']} items` };
  if (keyword === 'maxProperties') return { path, message: `must not have more than ${params['limit']} keys` };
  if (keyword === 'minProperties') {
    return {
      path,
      message: params['limit'] === 1 ? 'must not be empty' : `must have at least ${params['limit']} keys`,
    };
  }
  return { path, message: error.message ?? 'is not as described' };
}

function article(type: string): string {
  return type === 'null' ? 'null' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** The refused value, cut and on one line; never of a field that holds a secret, since those have only length rules. */
function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  // never half a character
  const cut = text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return `'${printable(cut)}'`;
}
