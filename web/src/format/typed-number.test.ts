import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberIn, signedIn, typedNumber, wholeIn } from './typed-number.ts';

function read(locale: string, texts: Readonly<Record<string, number | undefined>>): void {
  for (const [text, value] of Object.entries(texts)) assert.equal(numberIn(text, locale), value, `${locale}: ${text}`);
}

test('a point and a comma part what they part in the language', () => {
  read('de-DE', { '12,40': 12.4, '1.234,5': 1234.5, '1.234': 1234, '1.234.567': 1_234_567, ' 7 ': 7 });
  read('en-GB', { '12.40': 12.4, '1,234.5': 1234.5, '1,234': 1234, '1,234,567': 1_234_567, '7.': 7 });
  read('de-CH', { '1’234.5': 1234.5, "1'234.5": 1234.5 });
});

test('the one sign of a number pad parts decimals where it cannot part thousands', () => {
  read('de-DE', { '12.4': 12.4, '0.125': 0.125, '1234.567': 1234.567 });
  read('en-GB', { '12,4': 12.4, '0,125': 0.125, ',5': 0.5 });
});

test('what is no number is none, and is not guessed', () => {
  for (const locale of ['de-DE', 'en-GB']) {
    const no = Object.fromEntries(
      ['', ' ', 'abc', '12 pcs', '1.2.3', '1,2,3', '1e3', '0x10', '-5', '.', '1.234.5', '1,23,456'].map((text) => [
        text,
        undefined,
      ]),
    );
    read(locale, no);
  }
});

test('what stands in a field is read as the same number again', () => {
  for (const locale of ['de-DE', 'en-GB', 'de-CH']) {
    for (const value of [0, 7, 12.4, 1234.5, 1.234, 0.0042, 1_234_567.8901]) {
      assert.equal(numberIn(typedNumber(value, locale), locale), value, `${locale}: ${value}`);
    }
  }
  assert.equal(typedNumber(null, 'de-DE'), '');
  assert.equal(typedNumber(12.4, 'de-DE'), '12,4');
});

test('what may be below 0 has its sign before it', () => {
  assert.deepEqual(
    ['-3,25', '−0,05', '+2', '7', '--1', '-', '-1.000'].map((text) => signedIn(text, 'de-DE')),
    [-3.25, -0.05, 2, 7, undefined, undefined, -1_000],
  );
  assert.equal(signedIn(typedNumber(-3.25, 'de-DE'), 'de-DE'), -3.25);
});

test('a count is written in digits alone', () => {
  assert.deepEqual(
    ['3', ' 012 ', '', '1.000', '1,5', '-1', '1e3', '9999999999999999'].map((text) => wholeIn(text)),
    [3, 12, ...Array<undefined>(6)],
  );
});
