import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TSchema, Type } from 'typebox';
import { explainValue } from '../../../src/modules/system/refused-values.ts';

function explain(schema: TSchema, value: unknown, unit?: string): string | undefined {
  const definition = { key: 'room.name', schema, default: null, description: '' };
  return explainValue(unit === undefined ? definition : { ...definition, unit }, value);
}

test('an allowed value has no explanation', () => {
  assert.equal(explain(Type.Integer({ minimum: 1 }), 1), undefined);
  assert.equal(explain(Type.Array(Type.String()), []), undefined);
});

const seconds = Type.Integer({ minimum: 1, maximum: 600 });
const hours = Type.Number({ exclusiveMinimum: 0, maximum: 90 });
const byPriority = Type.Object({ Low: hours, High: hours }, { additionalProperties: false });
const names = Type.Array(Type.String({ minLength: 1, maxLength: 6 }), { minItems: 1, maxItems: 3, uniqueItems: true });
const currency = Type.String({ pattern: '^[A-Z]{3}$', errorMessage: 'must be three capital letters' });
const sentences: readonly [schema: TSchema, value: unknown, unit: string | undefined, sentence: string][] = [
  [seconds, 0, 'seconds', "The value of 'room.name' must be a whole number from 1 to 600 seconds, not 0."],
  [seconds, '60', 'seconds', `The value of 'room.name' must be a whole number from 1 to 600 seconds, not "60".`],
  [seconds, 1.5, undefined, "The value of 'room.name' must be a whole number from 1 to 600, not 1.5."],
  [seconds, null, undefined, "The value of 'room.name' must be a whole number from 1 to 600, not null."],
  [hours, 0, 'hours', "The value of 'room.name' must be a number above 0 and not above 90 hours, not 0."],
  [Type.Number({ minimum: 2 }), 1, undefined, "The value of 'room.name' must be a number of 2 at least, not 1."],
  [Type.Boolean(), 'yes', undefined, `The value of 'room.name' must be true or false, not "yes".`],
  [currency, 'euro', undefined, `The value of 'room.name' must be three capital letters, not "euro".`],
  [
    Type.Union([Type.Literal('all'), Type.Null()]),
    'some',
    undefined,
    `The value of 'room.name' must be "all" or null, not "some".`,
  ],
  [
    byPriority,
    { Low: 1, High: 91 },
    'hours',
    "In the value of 'room.name', High must be a number above 0 and not above 90 hours, not 91.",
  ],
  [byPriority, { Low: 1 }, 'hours', "The value of 'room.name' has no High; it needs Low, High."],
  [
    byPriority,
    { Low: 1, High: 2, Medium: 3 },
    'hours',
    `The value of 'room.name' has the unknown key "Medium"; allowed: Low, High.`,
  ],
  [byPriority, [1], 'hours', "The value of 'room.name' must be an object with Low, High, not [1]."],
  [
    names,
    'one',
    undefined,
    `The value of 'room.name' must be a list, each entry a text of 1 to 6 characters, not "one".`,
  ],
  [names, [], undefined, "The value of 'room.name' must not be empty."],
  [names, ['a', 'b', 'c', 'd'], undefined, "The value of 'room.name' must have 3 entries at most, not 4."],
  [
    names,
    ['good', 'too long'],
    undefined,
    `In the value of 'room.name', entry 2 must be a text of 1 to 6 characters, not "too long".`,
  ],
  [names, ['a', 'b', 'a'], undefined, `The value of 'room.name' has "a" twice.`],
  [Type.Unsafe({ not: {} }), 1, undefined, "The value of 'room.name' must be as `allowed` describes it, not 1."],
];
for (const [schema, value, unit, sentence] of sentences) {
  test(`${JSON.stringify(value)} is refused: ${sentence}`, () => assert.equal(explain(schema, value, unit), sentence));
}

test('a long value is cut, and cannot make a second line', () => {
  const said = explain(seconds, `\n${'x'.repeat(500)}`) ?? '';
  assert.ok(said.length < 160, said);
  assert.doesNotMatch(said, /\n/);
});
