/**
 * Settings of the factory, as the modules that live by them see them.
 *
 * A module declares what can be set, with its limits and its default; the system module keeps the values. Deployment
 * (addresses, secrets, the zone) is not here but in the environment.
 */
import type { Static, TSchema } from 'typebox';

export interface SettingDefinition<Schema extends TSchema = TSchema> {
  /** `<room>.<name>`, for example `analytics.long_stop_seconds`. Never reused for something else. */
  readonly key: string;
  /** What a value must be. */
  readonly schema: Schema;
  /** In force while nobody has set another value. */
  readonly default: Static<Schema>;
  /** For the person who sets it: what changes with it. */
  readonly description: string;
  /** Of a number, for example `seconds`. */
  readonly unit?: string;
}

/** Declares a setting; the type of its value follows from the schema. */
export function defineSetting<Schema extends TSchema>(
  definition: SettingDefinition<Schema>,
): SettingDefinition<Schema> {
  return definition;
}

export interface SettingsReader {
  /** The value in force now, also when another process has just changed it. */
  valueOf<Schema extends TSchema>(definition: SettingDefinition<Schema>): Promise<Static<Schema>>;
  /** Values of several, as they are at one moment, by the names that the caller gives them. */
  valuesOf<Schemas extends Readonly<Record<string, TSchema>>>(
    definitions: {
      readonly [Name in keyof Schemas]: SettingDefinition<Schemas[Name]>;
    },
  ): Promise<{ readonly [Name in keyof Schemas]: Static<Schemas[Name]> }>;
}

/** Events of this topic change values: answers that depend on a setting name it in their freshness. */
export const SETTING_TOPIC = 'setting';
