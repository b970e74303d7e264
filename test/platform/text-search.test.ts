import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { searchWords } from '../../src/kernel/texts.ts';
import { askForText, type Database, hasText, indexTexts } from '../../src/platform/database/index.ts';
import { anyCharacter } from '../support/any-character.ts';
import { onEachEngine } from '../support/engines.ts';

const texts: Readonly<Record<number, string>> = {
  1: 'Hydraulic oil under the coiler',
  2: 'Öl unter dem Coiler, Größe M12',
  3: 'Coil jammed; E-stop pressed twice',
  4: 'pump & hose | "leck" (NEAR) OR NOT',
  5: '日本語のテキスト',
  6: '',
};
const table = 'ticket_texts';

/** What full-text search has to find, said in other words. */
function foundByHand(question: string): number[] {
  const words = searchWords(question).slice(0, 16);
  const last = words.pop();
  if (last === undefined) return [];
  return Object.entries(texts)
    .filter(([, text]) => {
      const has = searchWords(text);
      return words.every((word) => has.includes(word)) && has.some((word) => word.startsWith(last));
    })
    .map(([id]) => Number(id));
}

onEachEngine('full-text search', (under) => {
  let database: Database;
  before(async () => {
    ({ database } = await under.createDatabase());
    // the texts belong to tickets, which this test has none of
    if (under.engine === 'postgres') {
      await sql`alter table ticket_texts drop constraint ticket_texts_ticket_fkey`.execute(database.kysely);
    }
    for (const [id, text] of Object.entries(texts)) {
      await indexTexts(database.kysely, under.engine, table, [{ key: Number(id), text: text }]);
    }
  });

  async function found(question: string): Promise<number[]> {
    const key = sql.ref('n');
    const asked = await askForText(database.kysely, under.engine, table, question);
    const numbers = sql.join(Object.keys(texts).map((id) => sql`(${sql.lit(Number(id))})`));
    const { rows } = await sql<{ n: number }>`
      with numbers (n) as (values ${numbers})
      select n from numbers where ${hasText(under.engine, asked, key)} order by n`.execute(database.kysely);
    return rows.map((row) => row.n);
  }

  test('finds texts that have all the words, the last one as a beginning, in any order, case and accent', async () => {
    assert.deepEqual(await found('coil'), [1, 2, 3]);
    assert.deepEqual(await found('COILER hydr'), [1]);
    assert.deepEqual(await found('coil hydr'), [], 'only the last word may be a beginning');
    assert.deepEqual(await found('groß'), [2]);
    assert.deepEqual(await found('ol'), [2]);
    assert.deepEqual(await found('e-stop'), [3]);
    assert.deepEqual(await found('日本'), [5]);
    assert.deepEqual(await found('nothing'), []);
  });

  test('reads operators, quotes and emptiness as texts, and never as a mistake', async () => {
    for (const question of [
      '"',
      "'",
      '*',
      'OR',
      'NOT leck',
      'leck NEAR',
      '(',
      'a:b',
      '{x}',
      '^pump',
      '--',
      ' ',
      '&|!<->',
      "it's",
      '\\',
      ':*',
      "';drop",
    ]) {
      assert.deepEqual(await found(question), foundByHand(question), question);
    }
  });

  test('finds the same whatever is asked', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'coil',
        'oil',
        'größe',
        'E-Stop',
        '"',
        "'",
        '*',
        ' ',
        '&',
        ':',
        '(',
        ')',
        '\\',
        'NEAR',
        '日',
        'm1',
      ),
      fc.string({ unit: anyCharacter, maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
        const question = pieces.join('');
        assert.deepEqual(await found(question), foundByHand(question), question);
      }),
      { numRuns: 200 },
    );
  });

  test('forgets what a text said before', async () => {
    await indexTexts(database.kysely, under.engine, table, [{ key: 6, text: 'temporary words' }]);
    assert.deepEqual(await found('temporary'), [6]);
    await indexTexts(database.kysely, under.engine, table, [{ key: 6, text: '' }]);
    assert.deepEqual(await found('temporary'), []);
  });

  test('finds beginnings of words also when a transaction that asked for one was undone', async () => {
    const undone = database.transact(async (tx) => {
      await askForText(tx, under.engine, table, 'hydr');
      throw new Error('undone');
    });
    await assert.rejects(undone, /undone/);
    assert.deepEqual(await found('hydr'), [1]);
    await database.snapshot(async (tx) => void (await askForText(tx, under.engine, table, 'hydr')));
    assert.deepEqual(await found('hydrau'), [1]);
  });

  test('takes texts of any length', async () => {
    const long = Array.from({ length: 30_000 }, (_, at) => `word${at}`).join(' ');
    await indexTexts(database.kysely, under.engine, table, [{ key: 6, text: long }]);
    assert.deepEqual(await found('word9999'), [6]);
    assert.deepEqual(await found('word999 word998'), [6], 'ten go on');
    assert.deepEqual(await found('word'), [6], 'thousands go on');
    assert.deepEqual(await found('word1 '.repeat(500)), [6]);
    await indexTexts(database.kysely, under.engine, table, [{ key: 6, text: '' }]);
  });
});
