/** Events of tests held against the catalogue: what is told and described nowhere fails the test that tells it. */
import { type TSchema, Type } from 'typebox';
import { Check, Errors } from 'typebox/value';
import type { EventTypeDefinition, NewEvent } from '../../src/platform/outbox/index.ts';
import { eventCatalogue } from '../../src/services/event-catalogue.ts';

const definitions = new Map<string, EventTypeDefinition>(eventCatalogue.map((each) => [each.type, each]));
/** Of tests themselves, which tell what nobody else does. */
const ofTests = /^com\.milldash\.test\d*\./;
/** Those of them that filters may name. */
export const typesOfTests: readonly string[] = [
  ...['happened', 'blue', 'red.one', 'red.two'].map((what) => `com.milldash.test.${what}`),
  ...Array.from({ length: 20 }, (_, at) => `com.milldash.test${at + 1}.red-happened`),
];

/** @throws Error for a type that is not in the catalogue, and for data that are not as it says */
export function requireDescribed({ type, data }: Pick<NewEvent, 'type' | 'data'>): void {
  if (ofTests.test(type)) return;
  const definition = definitions.get(type);
  if (definition === undefined) throw new Error(`No module describes '${type}': add it to its event-types.ts.`);
  const told: unknown = JSON.parse(JSON.stringify(data));
  const whole = Type.Unsafe({ ...(definition.data as object), additionalProperties: false } as TSchema);
  if (Check(whole, told)) return;
  const problems = Errors(whole, told).map(({ instancePath, message }) => `${instancePath} ${message}`);
  throw new Error(`'${type}' is not as event-types.ts says: ${problems.join('; ')}. It has ${JSON.stringify(told)}.`);
}
