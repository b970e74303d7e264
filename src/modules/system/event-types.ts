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
    {
      requested: 'Somebody asked for a job to run now.',
      started:
        'A job that somebody asked for has begun. Other runs are told of when they end, where there is something to tell.',
      done: 'A job has ended well: one that somebody asked for, that did something, or that failed the time before. A run that found nothing to do is not told.',
      failed: 'A job has failed: one that somebody asked for, or that went well the time before.',
    },
  ),
  ...defineEventTypes(
    'retention',
    { events: Type.Integer(), audit_entries: Type.Integer() },
    { applied: 'Entries of the logs that were old enough were removed.' },
  ),
];
