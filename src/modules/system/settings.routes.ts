/** `/api/v1/settings`: what the factory can set without a restart. */
import type { Static } from 'typebox';
import { formatOptionalInstant } from '../../kernel/instant.ts';
import { type RouteApp, type Routes, versionOf } from '../../platform/http/index.ts';
import { SETTING_TOPIC } from '../../platform/settings/index.ts';
import { SettingAnswer, SettingBody, SettingParams, SettingsAnswer } from './settings.schemas.ts';
import type { Setting, Settings } from './settings.service.ts';

const tags = ['Settings'];
const freshness = { topics: [SETTING_TOPIC] };

export function settingsRoutes(settings: Settings): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/settings',
      {
        schema: {
          tags,
          summary: 'Settings',
          description: 'All of them on one page, by key. What belongs to the installation is set in the environment.',
          response: { 200: SettingsAnswer },
        },
        config: { permission: 'settings:read', freshness },
      },
      async () => ({ items: (await settings.listSettings()).map(toWire), next_cursor: null }),
    );

    app.get(
      '/api/v1/settings/:key',
      {
        schema: { tags, summary: 'One setting', params: SettingParams, response: { 200: SettingAnswer } },
        config: { permission: 'settings:read', errors: ['setting-not-found'], freshness },
      },
      async (request) => toWire(await settings.getSetting(request.params.key)),
    );

    app.put(
      '/api/v1/settings/:key',
      {
        schema: {
          tags,
          summary: 'Set a value',
          description: 'In force at once, in every process.',
          params: SettingParams,
          body: SettingBody,
          response: { 200: SettingAnswer },
        },
        config: { versioned: true, permission: 'settings:manage', errors: ['setting-not-found', 'version-conflict'] },
      },
      async (request) => {
        const { value, version } = request.body;
        const { actor, params } = request;
        return toWire(await settings.changeSetting(actor, params.key, value, versionOf(request, version)));
      },
    );

    app.delete(
      '/api/v1/settings/:key',
      {
        schema: {
          tags,
          summary: 'Go back to the default',
          description: 'Answers the setting with its default. Repeating it changes nothing.',
          params: SettingParams,
          response: { 200: SettingAnswer },
        },
        config: { versioned: true, permission: 'settings:manage', errors: ['setting-not-found', 'version-conflict'] },
      },
      async (request) => {
        const { actor, params } = request;
        return toWire(await settings.resetSetting(actor, params.key, versionOf(request, undefined)));
      },
    );
  };
}

function toWire({ definition, ...setting }: Setting): Static<typeof SettingAnswer> {
  return {
    key: definition.key,
    value: setting.value,
    default: definition.default,
    is_default: setting.isDefault,
    unit: definition.unit ?? null,
    description: definition.description,
    allowed: definition.schema,
    version: setting.version,
    updated_at: formatOptionalInstant(setting.updatedAt),
    updated_by: setting.updatedBy,
  };
}
