/**
 * What is wrong with a message that came another way than as a request, in the words in which requests are refused.
 *
 * Its schema is compiled by TypeBox, which is quicker than the validator of requests and stops after a few errors: a flood of
 * wrong messages costs no more for being explained.
 */
import type { ErrorObject } from 'ajv';
import { firstMistake } from './validation-errors.ts';

/** A compiled schema. */
export interface CompiledSchema {
  Type(): object;
  Check(value: unknown): boolean;
  Errors(value: unknown): readonly FoundError[];
}

interface FoundError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: object;
  readonly message: string;
}

/**
 * The first mistake, as a sentence without its full stop.
 *
 * @param noun for a mistake of the whole: `A cut`
 * @param value that the schema refuses
 */
export function explainMessage(compiled: CompiledSchema, value: unknown, noun: string): string {
  const errors = compiled.Errors(value).flatMap((error) => asAjvSays(error, compiled.Type(), value));
  return firstMistake(errors, noun) ?? `${noun} is not as described`;
}

function asAjvSays(error: FoundError, schema: object, value: unknown): ErrorObject[] {
  const { keyword, instancePath, schemaPath, params, message } = error;
  const said = (more: Partial<ErrorObject>, at = schemaPath): ErrorObject => ({
    keyword,
    instancePath,
    schemaPath,
    message,
    params,
    data: partAt(value, instancePath),
    parentSchema: partAt(schema, at.slice(1)) as object,
    ...more,
  });
  if (keyword === 'required') {
    const { requiredProperties } = params as { requiredProperties: readonly string[] };
    return requiredProperties.map((missingProperty) => said({ params: { missingProperty } }));
  }
  // a key that no schema is for stands there as a value that none allows, and once more with all others at the end
  if (keyword === 'additionalProperties') return [];
  const end = '/additionalProperties';
  if (keyword !== 'boolean' || !schemaPath.endsWith(end)) return [said({})];
  const place = instancePath.lastIndexOf('/');
  const additionalProperty = unescaped(instancePath.slice(place + 1));
  return [
    said(
      { keyword: 'additionalProperties', instancePath: instancePath.slice(0, place), params: { additionalProperty } },
      schemaPath.slice(0, -end.length),
    ),
  ];
}

/** Undefined where the way does not lead there: keys of patterns stand in it as they are. */
function partAt(whole: unknown, pointer: string): unknown {
  let part = whole;
  for (const key of pointer.split('/').slice(1)) {
    part = typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[unescaped(key)] : undefined;
  }
  return part;
}

const unescaped = (piece: string) => piece.replaceAll('~1', '/').replaceAll('~0', '~');
