/** What the server refuses, in German: by its code, and each value that does not fit. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import i18next from 'i18next';
import { de } from './de/index.ts';
import { mistakeText, problemText, problemWords } from './problem-words.ts';

before(async () => {
  await i18next.init({ lng: 'de', ns: ['problems'], resources: { de }, interpolation: { escapeValue: false } });
});

test('a sentence that says everything stands alone, with what the server knows', () => {
  const members = { requested: 7, available: 2 };
  assert.deepEqual(problemWords({ code: 'stock-insufficient', text: 'Not enough components.', members }), {
    text: 'Nicht genug auf Lager: 7 verlangt, 2 frei.',
  });
  const { text, english } = problemWords({ code: 'stock-insufficient', text: 'Not enough components.' });
  assert.deepEqual([text, english], ['Not enough components.', 'Not enough components.'], 'without the values');
});

test('where a sentence leaves something out, the server’s own is below it', () => {
  const refused = { code: 'in-use', text: "Picture 7 answers checklist item 3, 'Oil'." };
  assert.deepEqual(problemWords(refused), { text: 'Das wird noch gebraucht.', english: refused.text });
  assert.equal(problemText(refused), `Das wird noch gebraucht. (${refused.text})`);
  const unknown = { code: 'of-a-newer-server', text: 'It is Tuesday.' };
  assert.equal(problemText(unknown), 'It is Tuesday.');
});

test('a value that does not fit says so by the rule that it breaks', () => {
  const wordsOf = (...errors: readonly object[]) =>
    problemText({ code: 'validation-failed', text: 'English.', members: { errors } });
  assert.equal(
    wordsOf({ path: 'body.name', rule: 'minLength', limit: 1 }, { path: 'query.limit', rule: 'maximum', limit: 500 }),
    'Eine Angabe passt so nicht. name darf nicht leer sein; limit darf höchstens 500 sein.',
  );
  const kinds = { path: 'body.kind', rule: 'enum', allowed: ['mill', 'saw'] };
  assert.match(wordsOf(kinds), /kind ist keiner der erlaubten Werte: mill, saw\.$/);
  assert.match(wordsOf({ path: 'body.name', rule: 'minLength', limit: 12 }), /name braucht mindestens 12 Zeichen/);
  assert.match(wordsOf({ path: 'body.x', message: 'is odd' }), /\(English\.\)$/, 'without a rule the server says it');
});

test('at its field a value says what is wrong with it', () => {
  assert.equal(mistakeText({ path: 'body.name', rule: 'required', message: 'is required' }), 'wird gebraucht');
  assert.equal(mistakeText({ path: 'body.name', message: 'is odd' }), 'is odd');
});

test('an English screen shows what the server says', async () => {
  await i18next.changeLanguage('en');
  const text = 'There is no ticket 7.';
  assert.deepEqual(problemWords({ code: 'ticket-not-found', text }), { text });
  await i18next.changeLanguage('de');
});
