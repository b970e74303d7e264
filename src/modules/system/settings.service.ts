/**
 * The factory's settings: what can be set, what is set, and setting it.
 *
 * A change commits with its event and its audit entry or not at all, and is logged. Values are remembered until an event
 * says that one changed, by whichever process.
 */
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { Actor } from '../../kernel/access.ts';
import { changedMeanwhile, DomainError, notAllowed } from '../../kernel/errors.ts';
import { isUniqueViolation, type TableAccess } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { rememberedUntil, type Store, type Transaction } from '../../platform/outbox/index.ts';
import { SETTING_TOPIC, type SettingDefinition, type SettingsReader } from '../../platform/settings/index.ts';
import { explainValue } from './refused-values.ts';
import type { SettingsTable, SystemTables } from './tables.ts';

export interface Setting {
  readonly definition: SettingDefinition;
  /** In force: what was set, or the default. */
  readonly value: unknown;
  readonly isDefault: boolean;
  /** 0 while nobody has ever set it. */
  readonly version: number;
  readonly updatedAt: number | null;
  readonly updatedBy: string | null;
}

export interface Settings extends SettingsReader {
  /** By key. */
  listSettings(): Promise<Setting[]>;
  /** @throws setting-not-found, with the keys that there are */
  getSetting(key: string): Promise<Setting>;
  /**
   * With the value that is in force nothing happens.
   * @throws setting-not-found, validation-failed, version-conflict
   */
  changeSetting(actor: Actor, key: string, value: unknown, version?: number): Promise<Setting>;
  /** Back to the default. @throws setting-not-found, version-conflict */
  resetSetting(actor: Actor, key: string, version?: number): Promise<Setting>;
}

export function createSettings(store: Store, parent: Logger, definitions: readonly SettingDefinition[]): Settings {
  const log = parent.child({ module: 'settings' });
  const byKey = new Map(definitions.map((definition) => [definition.key, definition]));
  if (byKey.size < definitions.length) throw new Error('Two settings have the same key.');
  const reads = () => store.access<SystemTables>();

  const remembered = rememberedUntil([SETTING_TOPIC], async (access: TableAccess<SystemTables>) => {
    const rows = await access.selectFrom('settings').selectAll().execute();
    const settings = new Map<string, Setting>();
    for (const [key, definition] of byKey) {
      settings.set(
        key,
        toSetting(
          definition,
          rows.find((row) => row.key === key),
        ),
      );
    }
    return settings;
  });

  function toSetting(definition: SettingDefinition, row: SettingsTable | undefined): Setting {
    const change = {
      version: row?.version ?? 0,
      updatedAt: row?.updated_at ?? null,
      updatedBy: row?.updated_by ?? null,
    };
    const asDefault = { definition, value: definition.default, isDefault: true, ...change };
    if (row === undefined || row.value === null) return asDefault;
    const value: unknown = JSON.parse(row.value);
    if (Check(definition.schema, value)) return { definition, value, isDefault: false, ...change };
    log.warn(
      { payload: { key: definition.key, value } },
      `Setting '${definition.key}' holds a value that is not allowed any more; the default is in force`,
    );
    return asDefault;
  }

  function definitionOf(key: string): SettingDefinition {
    const definition = byKey.get(key);
    if (definition === undefined) throw notAllowed('setting-not-found', 'setting', key, [...byKey.keys()].sort());
    return definition;
  }

  async function write(
    actor: Actor,
    definition: SettingDefinition,
    value: unknown,
    version: number | undefined,
  ): Promise<Setting> {
    const text = value === undefined ? null : JSON.stringify(value);
    const { before, after } = await store.transact(actor, async (tx) => {
      const row = await findRow(tx.access(), definition.key);
      const before = toSetting(definition, row);
      if (version !== undefined && version !== before.version) throw versionConflict(before);
      const same = text === null ? before.isDefault : JSON.stringify(before.value) === text;
      if (same) return { before, after: before };
      const written = await writeRow(tx, definition.key, text, before);
      const after = toSetting(definition, written);
      tx.emit({
        type: 'com.milldash.setting.changed',
        subject: `settings/${definition.key}`,
        data: { key: definition.key, version: after.version },
      });
      tx.audit({
        action: text === null ? 'setting.reset' : 'setting.changed',
        entityType: 'setting',
        entityId: definition.key,
        before: { value: before.value },
        after: { value: after.value },
      });
      return { before, after };
    });
    if (after !== before) {
      const values = `${JSON.stringify(before.value)} to ${JSON.stringify(after.value)}`;
      const unit = definition.unit === undefined ? '' : ` ${definition.unit}`;
      log.info(
        { payload: { key: definition.key, before: before.value, after: after.value } },
        `Setting '${definition.key}' changed from ${values}${unit} by '${actor.name}'`,
      );
    }
    return after;
  }

  return {
    valueOf: async (definition) => valueIn(await remembered(reads()), definition),
    async valuesOf(definitions) {
      const settings = await remembered(reads());
      const values = Object.entries(definitions).map(([name, definition]) => [name, valueIn(settings, definition)]);
      return Object.fromEntries(values);
    },
    listSettings: async () =>
      [...(await remembered(reads())).values()].sort((a, b) => (a.definition.key < b.definition.key ? -1 : 1)),
    async getSetting(key) {
      const { key: known } = definitionOf(key);
      return (await remembered(reads())).get(known) as Setting;
    },
    async changeSetting(actor, key, value, version) {
      const definition = definitionOf(key);
      requireAllowed(definition, value);
      return write(actor, definition, value, version);
    },
    resetSetting: async (actor, key, version) => write(actor, definitionOf(key), undefined, version),
  };
}

function valueIn<Schema extends TSchema>(
  settings: ReadonlyMap<string, Setting>,
  definition: SettingDefinition<Schema>,
): Static<Schema> {
  const setting = settings.get(definition.key);
  if (setting === undefined) throw new Error(`The setting '${definition.key}' is not among the definitions.`);
  return setting.value as Static<Schema>;
}

async function findRow(access: TableAccess<SystemTables>, key: string): Promise<SettingsTable | undefined> {
  return access.selectFrom('settings').selectAll().where('key', '=', key).executeTakeFirst();
}

/** Provided that nobody has changed it since `before`. */
async function writeRow(tx: Transaction, key: string, value: string | null, before: Setting): Promise<SettingsTable> {
  const access = tx.access<SystemTables>();
  const change = { value, version: before.version + 1, updated_at: tx.recordedAt, updated_by: tx.actor.name };
  try {
    const row =
      before.version === 0
        ? await access
            .insertInto('settings')
            .values({ key, ...change })
            .returningAll()
            .executeTakeFirst()
        : await access
            .updateTable('settings')
            .set(change)
            .where('key', '=', key)
            .where('version', '=', before.version)
            .returningAll()
            .executeTakeFirst();
    if (row !== undefined) return row;
  } catch (error) {
    if (!isUniqueViolation(error, 'settings_pkey')) throw error;
  }
  throw versionConflict(before);
}

function requireAllowed(definition: SettingDefinition, value: unknown): void {
  const problem = explainValue(definition, value);
  if (problem !== undefined) throw new DomainError('validation-failed', problem, { allowed: definition.schema });
}

function versionConflict(current: Setting): DomainError {
  return changedMeanwhile(`Setting '${current.definition.key}'`, current.version);
}
