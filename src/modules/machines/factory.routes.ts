/** `/api/v1/factory`: what is true of the whole factory and every screen needs to know. */
import { Type } from 'typebox';
import type { Routes } from '../../platform/http/index.ts';
import type { SettingsReader } from '../../platform/settings/index.ts';
import { factoryName, oeeTarget } from './factory.settings.ts';
import { currency } from './machines.settings.ts';

export const FactoryAnswer = Type.Object(
  {
    name: Type.String({ description: 'Empty where none was set.', examples: ['North Mills'] }),
    timezone: Type.String({
      description: 'IANA time zone that shifts and production days go by.',
      examples: ['Europe/London'],
    }),
    currency: Type.String({ description: 'ISO 4217 code of every amount.', examples: ['GBP'] }),
    oee_target: Type.Number({
      description: 'OEE that machines without a target of their own are held against, in percent.',
      examples: [60],
    }),
  },
  { title: 'Factory' },
);

export function factoryRoutes(settings: SettingsReader, timezone: string): Routes {
  return (app) => {
    app.get(
      '/api/v1/factory',
      {
        schema: {
          tags: ['Machines'],
          summary: 'The factory as a whole',
          description: 'Its name, time zone, currency and target. An ADMIN sets them: see GET /api/v1/settings.',
          response: { 200: FactoryAnswer },
        },
        config: { permission: 'machines:read' },
      },
      async () => {
        const { name, code, target } = await settings.valuesOf({
          name: factoryName,
          code: currency,
          target: oeeTarget,
        });
        return { name, timezone, currency: code, oee_target: target };
      },
    );
  };
}
