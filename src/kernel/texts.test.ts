import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparisonKey, containsPattern, printable, searchText, searchWords, tidyName } from './texts.ts';

test('a name keeps its letters, and loses outer, doubled and control white space', () => {
  assert.equal(tidyName('  Mill\t 4\n'), 'Mill 4');
  assert.equal(tidyName('Mill\u0007 4'), 'Mill 4');
  assert.equal(tidyName('Mill \u0007 4'), 'Mill 4');
  assert.equal(tidyName('Mill\u2028\u20294'), 'Mill 4');
});

test('a name holds nothing that cannot be seen, and no half of a character', () => {
  assert.equal(tidyName('M\u200bi\u00adll\u202e \u20664\ufeff\u0085'), 'Mill 4');
  assert.equal(tidyName('Mill\ud800 4\udc00'), 'Mill 4');
  assert.equal(tidyName('Säge 🪚'), 'Säge 🪚');
  assert.equal(tidyName('\u200b\u2060\ufeff'), '');
  assert.equal(comparisonKey('mi\u200bll 4'), comparisonKey('Mill 4'));
});

test('names compare without regard to case, width and white space', () => {
  assert.equal(comparisonKey(' MILL  ４ '), comparisonKey('mill 4'));
});

test('a search text holds every part that is there', () => {
  assert.equal(searchText(['m1', null, 'Mill 1']), 'm1\nmill 1');
});

test("a filter text's own wildcards match themselves only", () => {
  assert.equal(containsPattern('50%_\\'), '%50\\%\\_\\\\%');
});

test('words of a text are lower case, without accents, and nothing but letters and digits', () => {
  assert.deepEqual(searchWords('Größe der Säge: 24V "E-Stop" (M12×40) ﬁx!'), [
    'große',
    'der',
    'sage',
    '24v',
    'e',
    'stop',
    'm12',
    '40',
    'fix',
  ]);
  assert.deepEqual(searchWords(' * OR "NEAR/2" -- \u0000 \ud800'), ['or', 'near', '2']);
  assert.deepEqual(searchWords('…'), []);
  assert.deepEqual(searchWords('x'.repeat(100)), ['x'.repeat(60)]);
  assert.deepEqual(searchWords('𝐂oil ℌose ⅯⅫ İzmir'), ['coil', 'hose', 'mxii', 'izmir']);
});

test('a word that search sees is seen as itself again, whatever character it is made of', () => {
  for (let code = 0; code <= 0x10_ffff; code++) {
    const words = searchWords(String.fromCodePoint(code));
    if (words.length > 0) assert.deepEqual(searchWords(words.join(' ')), words, code.toString(16));
  }
});

test('what cannot be seen is shown as its number, and what can be seen as it is', () => {
  assert.equal(printable('Mill 4 🏭 – café'), 'Mill 4 🏭 – café');
  assert.equal(printable('a\u0000b\r\nc\ud800d\u202ee'), 'a\\u0000b\\u000d\\u000ac\\ud800d\\u202ee');
  assert.equal(printable('\u{e0001}'), '\\u{e0001}');
});
