/** What the factory can set about messages of machines. */
import { Type } from 'typebox';
import { defineSetting } from '../../../platform/settings/index.ts';

export const signalClock = defineSetting({
  key: 'signals.wrong_clock',
  schema: Type.Enum(['refuse', 'clamp']),
  default: 'refuse',
  description:
    'What becomes of a message whose time lies too far in the future or in the past: `refuse` sets it aside as a dead letter, `clamp` takes the time at which it was received.',
});

export const signalPastDays = defineSetting({
  key: 'signals.past_days',
  schema: Type.Integer({ minimum: 1, maximum: 3_650 }),
  default: 30,
  unit: 'days',
  description:
    'How old a message of a machine may be when it comes: what a machine has kept through a long outage is still taken, a clock that was never set is not.',
});

export const counterRolloverAt = defineSetting({
  key: 'counters.rollover_at',
  schema: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  default: 0,
  description:
    'Where absolute counters of machines that do not say it themselves begin again at 0: 65536 for counters of 16 bits. 0: nowhere, and a value that has fallen is a counter that was reset.',
});

export const deadLettersMax = defineSetting({
  key: 'dead_letters.max',
  schema: Type.Integer({ minimum: 100, maximum: 1_000_000 }),
  default: 10_000,
  description: 'How many dead letters are kept; the oldest go first.',
});

export const deadLettersDays = defineSetting({
  key: 'dead_letters.days',
  schema: Type.Integer({ minimum: 1, maximum: 3_650 }),
  default: 30,
  unit: 'days',
  description: 'How long dead letters are kept.',
});
