import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWedge, type Target, type Verdict } from './wedge.ts';

function type(text: string, target: Target, gapMs: number): Verdict[] {
  const wedge = createWedge();
  return [...text, 'Enter'].map((key, at) => wedge.press(key, target, at * gapMs));
}

test('what comes fast and ends with Enter was scanned', () => {
  assert.deepEqual(type('milldash:component:5', 'page', 8).at(-1), {
    scanned: 'milldash:component:5',
    isInField: false,
  });
});

test('a person types slower', () => {
  for (const text of ['B-6204', 'mill', 'milldash', 'milkdash:component:5']) {
    assert.equal(type(text, 'page', 300).at(-1), 'leave', text);
  }
});

test('a label of ours may come slowly, but not forever', () => {
  assert.deepEqual(type('MillDash:component:5', 'page', 900).at(-1), {
    scanned: 'MillDash:component:5',
    isInField: false,
  });
  assert.deepEqual(type('milldash:component:5', 'digits', 900).at(-1), {
    scanned: 'milldash:component:5',
    isInField: false,
  });
  assert.equal(type('milldash:component:5', 'page', 4_000).at(-1), 'leave');
});

test('a field for numbers gets its numbers, and no key of a code', () => {
  assert.deepEqual(type('25', 'digits', 8), ['begin', 'leave', 'leave']);
  const verdicts = type('abc12', 'digits', 8);
  assert.deepEqual(verdicts.slice(0, -1), ['take', 'take', 'take', 'take', 'take']);
  assert.deepEqual(verdicts.at(-1), { scanned: 'abc12', isInField: false });
});

test('a code of digits is told from a number by its length and speed, and taken out of the field', () => {
  assert.deepEqual(type('4006381333931', 'digits', 8).at(-1), { scanned: '4006381333931', isInField: true });
  for (const [number, gapMs] of [
    ['12000', 8],
    ['120000', 70],
  ] as const) {
    assert.equal(type(number, 'digits', gapMs).at(-1), 'leave', number);
  }
  const wedge = createWedge();
  const slowThenCode = [...'5', ...'400638', 'Enter'].map((key, at) =>
    wedge.press(key, 'digits', at === 0 ? 0 : 500 + at),
  );
  assert.deepEqual([slowThenCode[1], slowThenCode.at(-1)], ['begin', { scanned: '400638', isInField: true }]);
});

test('a blank within a code presses no button', () => {
  assert.deepEqual(type('LS 9', 'page', 8).slice(0, -1), ['leave', 'leave', 'take', 'leave']);
});

test('a field for texts gets every key', () => {
  assert.deepEqual(new Set(type('abc', 'text', 8)), new Set(['leave']));
});

test('keys that write nothing do not end a code', () => {
  const wedge = createWedge();
  const verdicts = ['a', 'Shift', 'b', 'c', 'Enter'].map((key, at) => wedge.press(key, 'page', at * 5));
  assert.deepEqual(verdicts.at(-1), { scanned: 'abc', isInField: false });
});
