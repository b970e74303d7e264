import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type CsvRejection, type CsvRow, isRejection, readCsvTable } from './csv-table.ts';
import { csvLine, withoutGuard } from './csv-writer.ts';

type Column = 'name' | 'stock_code' | 'unit';
const columns = { required: ['name'], optional: ['stock_code', 'unit'] } as const;

async function read(text: string): Promise<(CsvRow<Column> | CsvRejection)[]> {
  async function* content() {
    yield Buffer.from(text);
  }
  const rows: (CsvRow<Column> | CsvRejection)[] = [];
  for await (const row of readCsvTable<Column>(content(), columns)) rows.push(row);
  return rows;
}

describe('a table of CSV', () => {
  test('finds columns by name in any order, ignores others, and takes empty cells for nothing said', async () => {
    assert.deepEqual(await read('Stock_Code,note,NAME\nB-1,x, Bearing \n,y,Belt\n'), [
      { line: 2, cells: { name: 'Bearing', stock_code: 'B-1' } },
      { line: 3, cells: { name: 'Belt' } },
    ]);
  });

  test('tells which columns it ignores, as the file has them', async () => {
    async function* content() {
      yield Buffer.from(`Name, Minimum ,,${'x'.repeat(200)},unit\nBelt,4,,,m\n`);
    }
    let told: readonly string[] = [];
    const rows = readCsvTable<Column>(content(), columns, (names) => (told = names));
    assert.deepEqual((await rows.next()).value, { line: 2, cells: { name: 'Belt', unit: 'm' } });
    assert.deepEqual(told, ['Minimum', 'x'.repeat(100)]);
  });

  test('reads what an export has guarded as it was', async () => {
    assert.deepEqual(await read("name\n'=1+1\n'-x\n'quoted\n"), [
      { line: 2, cells: { name: '=1+1' } },
      { line: 3, cells: { name: '-x' } },
      { line: 4, cells: { name: "'quoted" } },
    ]);
  });

  test('refuses a row of another width or with a stray quote by its line, and reads on', async () => {
    const rows = await read('name,unit\n"Belt" x,m\nBearing\nChain,m\n');
    assert.deepEqual(
      rows.map((row) => [row.line, isRejection(row)]),
      [
        [2, true],
        [3, true],
        [4, false],
      ],
    );
  });

  test('refuses a file without a needed column, with a column twice, or without anything', async () => {
    await assert.rejects(read('unit\nm\n'), { code: 'upload-invalid', message: /lacks the column name/ });
    await assert.rejects(read('name,unit,unit\n'), { code: 'upload-invalid', message: /more than one column unit/ });
    await assert.rejects(read(''), { code: 'upload-invalid', message: /empty/ });
  });

  test('writes no cell that a spreadsheet would run, and leaves numbers alone', () => {
    for (const text of ['=1+1', '-x', '@', "'=1", "''+", "'quoted", 'plain', '']) {
      const written = csvLine([text]).trimEnd();
      assert.equal(withoutGuard(written), text);
      assert.doesNotMatch(written, /^[=+\-@]/);
    }
    assert.equal(csvLine(['=1+1', -5, 'a "b", c', null, true]), `'=1+1,-5,"a ""b"", c",,true\r\n`);
  });
});
