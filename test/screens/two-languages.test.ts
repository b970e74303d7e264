/** What the compiler cannot see of two catalogues with the same keys: that both say it, each in its own language. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { de } from '../../web/src/i18n/de/index.ts';
import { en } from '../../web/src/i18n/en/index.ts';

/** Words and names that both languages write alike; `n` is the sign of a number of samples. */
const alike = new Set(
  (
    'API Code CSV E-Mail FourJaw HTTP Import In Installation JSON Live Material Maximum MB Minimum MQTT MTBF MTTA ' +
    'MTTR n Name OEE Person Plan PNG PostgreSQL QR SMTP Sparkplug SQLite Status System Team Terminal Text Ticket ' +
    'Tickets Topic Version Webhook Webhooks'
  ).split(' '),
);

/** `tickets.list.new` → its text. */
function textsOf(catalogue: object, path = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(catalogue) as [string, string | object][]) {
    if (typeof value === 'string') texts.set(`${path}${key}`, value);
    else for (const [inner, text] of textsOf(value, `${path}${key}.`)) texts.set(inner, text);
  }
  return texts;
}

const placeholder = /\{\{\s*([^},\s]+)[^}]*\}\}/g;
const placeholdersOf = (text: string) => Array.from(text.matchAll(placeholder), ([whole]) => whole).sort();
const wordsOf = (text: string) => text.replaceAll(placeholder, ' ').match(/[\p{L}-]*\p{L}/gu) ?? [];

const english = textsOf(en);
const german = textsOf(de);

test('both languages have the same texts, and none is empty', () => {
  assert.ok(english.size > 500, `${english.size} texts`);
  assert.deepEqual([...german.keys()].sort(), [...english.keys()].sort());
  for (const [language, texts] of Object.entries({ english, german })) {
    const empty = [...texts].filter(([, text]) => text.trim() === '').map(([key]) => key);
    assert.deepEqual(empty, [], language);
  }
});

test('what is filled in is the same in both', () => {
  const differing = [...english]
    .map(([key, text]) => ({ key, en: placeholdersOf(text), de: placeholdersOf(german.get(key) ?? '') }))
    .filter((each) => each.en.join() !== each.de.join());
  assert.deepEqual(differing, []);
});

test('no text was left in English', () => {
  const untranslated = [...english].filter(
    ([key, text]) => german.get(key) === text && !wordsOf(text).every((word) => alike.has(word)),
  );
  assert.deepEqual(untranslated, []);
});

test('what has a form for one has one for several, and none beside them', () => {
  const wrong: string[] = [];
  for (const texts of [english, german]) {
    for (const key of texts.keys()) {
      const [, stem, form] = /^(.*)_(zero|one|two|few|many|other)$/.exec(key) ?? [];
      if (stem === undefined) continue;
      // what `Intl.PluralRules` says of either language
      if (form !== 'one' && form !== 'other') wrong.push(`${key}: neither language has this form`);
      if (!texts.has(`${stem}_one`) || !texts.has(`${stem}_other`)) wrong.push(`${key}: its other form is missing`);
      if (texts.has(stem)) wrong.push(`${stem}: beside its forms`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** `Ã¼` for `ü`, a sign for what could not be read, and dots beside their letter. */
const misread = /Ã|Â|\uFFFD|\u0308/;

/** What a keyboard or a program without umlauts makes of them. */
function damageOf(word: string): string | undefined {
  if (/ae|oe/i.test(word) && !word.startsWith('OEE')) return 'ä or ö is spelt out';
  // "neue", "Dauer", "Quelle" and "aktuell" have no umlaut
  if (/(?<![aeäq])ue(?!ll)/i.test(word) && !/zuerst/i.test(word)) return 'ü is spelt out';
  if (/gross|gröss|schliess|heiss|^weiss|ausser|äusser|gemäss|mässig|strasse|stoss|fliess|süss/i.test(word)) {
    return 'ß is spelt out';
  }
  if (/daß|muß|läßt|schluß/i.test(word)) return 'ß where ss stands since 1996';
  return undefined;
}

test('no umlaut and no ß was lost on the way', () => {
  for (const damaged of ['Stoerung', 'Aenderung', 'fuer', 'zurueck', 'schliessen', 'grösser', 'muß']) {
    assert.notEqual(damageOf(damaged), undefined, damaged);
  }
  for (const sound of ['neue', 'Dauer', 'Quelle', 'aktuell', 'zuerst', 'muss', 'Adresse', 'größer', 'geschlossen']) {
    assert.equal(damageOf(sound), undefined, sound);
  }
  const found = [...german].flatMap(([key, text]) =>
    wordsOf(text).flatMap((word) => {
      const damage = damageOf(word);
      return damage === undefined ? [] : [`${key}: '${word}', ${damage}`];
    }),
  );
  assert.deepEqual(found, []);
  assert.match('Ã¼ber', misread);
  assert.deepEqual(
    [...german].filter(([, text]) => misread.test(text)),
    [],
  );
  const umlauts = [...german.values()].join('').match(/[äöüÄÖÜß]/g) ?? [];
  assert.ok(umlauts.length > 200, `${umlauts.length} umlauts in all`);
});
