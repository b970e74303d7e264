/** The events of settings, jobs and retention, as others may rely on them. */
import { Type } from 'typebox';
import { versionField } from '../../platform/http/index.ts';
import { defineEventTypes, type EventTypeDefinition } from '../../platform/outbox/index.ts';

export const systemEventTypes: readonly EventTypeDefinition[] = [
  ...defineEventTypes(
    'setting',
    { key: Type.String({ examples: ['analytics.long_stop_seconds'] }), version: versionField },
    { changed: 'A setting was changed, or has its default again. Its value is for those who may read settings.' },
  ),
  ...defineEventTypes(
    'job',
    { name: Type.String({ examples: ['retention'] }) },
    { requested: 'Somebody asked for a job to run now.' },
  ),
  ...defineEventTypes(
    'retention',
    { events: Type.Integer(), audit_entries: Type.Integer() },
    { applied: 'Entries of the logs that were old enough were removed.' },
  ),
];
