/**
 * What modules tell the world: each declares the types of its events, when they happen and what their data hold.
 *
 * The description of channels is made from it, and tests hold every event that is emitted against it.
 */
import { type TProperties, type TSchema, Type } from 'typebox';
import type { NewEvent } from './store.ts';

export interface EventTypeDefinition {
  readonly type: NewEvent['type'];
  /** When it happens, in a sentence. */
  readonly description: string;
  /** Of an object. More may come to it: readers pass over what they do not know. */
  readonly data: TSchema;
}

/** When it happens, and what its data hold besides what all of the topic hold. */
export type EventStep = string | readonly [description: string, more: TProperties];

/** The types of one topic, `com.milldash.<topic>.<step>`. @param fields of the data of all of them */
export function defineEventTypes(
  topic: string,
  fields: TProperties,
  steps: Readonly<Record<string, EventStep>>,
): EventTypeDefinition[] {
  return Object.entries(steps).map(([step, said]) => {
    const [description, more] = typeof said === 'string' ? [said, {}] : said;
    return { type: `com.milldash.${topic}.${step}`, description, data: Type.Object({ ...fields, ...more }) };
  });
}
