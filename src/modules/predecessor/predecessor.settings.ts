/** What the factory allows its old front end. */
import { Type } from 'typebox';
import { defineSetting, type SettingDefinition } from '../../platform/settings/index.ts';

/** What can be set at most: one answer holds them all. */
export const OLD_TICKETS_MAX = 100_000;

export const oldTicketsMax = defineSetting({
  key: 'old_front_end.tickets_max',
  schema: Type.Integer({ minimum: 1, maximum: OLD_TICKETS_MAX }),
  default: 10_000,
  unit: 'tickets',
  description:
    'Tickets in one answer of the list without pages: all that are not closed first, then the newest. A header says when it was cut.',
});

export const oldFrontEndSettings: readonly SettingDefinition[] = [oldTicketsMax];
