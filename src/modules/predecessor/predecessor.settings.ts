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

export const oldLiveWithoutSignIn = defineSetting({
  key: 'old_front_end.live_without_sign_in',
  schema: Type.Boolean(),
  default: false,
  description:
    'Whether the old front end, which never says who it is, is sent live notices of tickets and machines: numbers, states and categories, no texts and no names. Whoever reaches the server can read them. Off: it is told so, and refreshes when a page is opened.',
});

export const oldFrontEndSettings: readonly SettingDefinition[] = [oldTicketsMax, oldLiveWithoutSignIn];
