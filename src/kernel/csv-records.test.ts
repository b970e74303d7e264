import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import Papa from 'papaparse';
import { type CsvRecord, CsvRecordReader, RECORD_LIMIT_BYTES } from './csv-records.ts';

function readAll(source: string | Uint8Array, chunkBytes = 65_536, limit = RECORD_LIMIT_BYTES): CsvRecord[] {
  const bytes = Buffer.from(source as Uint8Array);
  const reader = new CsvRecordReader(limit);
  const records: CsvRecord[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes)
    records.push(...reader.push(bytes.subarray(at, at + chunkBytes)));
  records.push(...reader.end());
  return records;
}

const fieldsOf = (records: readonly CsvRecord[]) => records.map((record) => [...record.fields]);
const briefly = (records: readonly CsvRecord[]) =>
  records.map(({ line, problem, fields }) => (problem === undefined ? [line, ...fields] : [line, problem]));

describe('CSV records', () => {
  const spectrum = new URL('../../node_modules/csv-spectrum/', import.meta.url);

  for (const file of readdirSync(new URL('csvs/', spectrum))) {
    test(`reads ${file} of csv-spectrum as its JSON says, in chunks of any size`, () => {
      const bytes = readFileSync(new URL(`csvs/${file}`, spectrum));
      const json = readFileSync(new URL(`json/${file.replace(/csv$/, 'json')}`, spectrum), 'utf8');
      // the package's JSON of this file is of another telephone number, and not in a list
      const expected: unknown = file.startsWith('location')
        ? [JSON.parse(json.replace('1234567890', '2095257564'))]
        : JSON.parse(json);
      for (const chunkBytes of [1, 2, 7, 65_536]) {
        const [names = [], ...rows] = fieldsOf(readAll(bytes, chunkBytes));
        const read = rows.map((row) => Object.fromEntries(row.map((value, at) => [names[at] ?? '', value])));
        assert.deepEqual(read, expected);
      }
    });
  }

  const field = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r\n', 'a', 'é', '😀', ' ', '=', '\r'), maxLength: 8 }),
  );
  const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });

  test('reads back what papaparse writes, in chunks of any size, and on the right lines', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 40 }), (written, newline, size) => {
        const records = readAll(Papa.unparse(written, { newline }), size);
        assert.deepEqual(
          fieldsOf(records),
          written.map((row) => row.map(String)),
        );
        let line = 1;
        for (const [at, row] of written.entries()) {
          assert.equal(records[at]?.line, line);
          line += 1 + row.join('').split('\n').length - 1;
        }
      }),
    );
  });

  test('reads any text the same in one chunk and byte by byte', () => {
    const text = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', 'é', '\0', '""'), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (csv, size) => {
        assert.deepEqual(readAll(csv, size), readAll(csv));
      }),
      { numRuns: 1_000 },
    );
  });

  test('reads any bytes without failing, and says the same whatever the chunks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 1, max: 9 }), (bytes, size) => {
        assert.deepEqual(readAll(bytes, size), readAll(bytes));
      }),
      { numRuns: 1_000 },
    );
  });

  test('leaves out blank lines and counts them', () => {
    assert.deepEqual(briefly(readAll('a,b\n\n\r\n1,2')), [
      [1, 'a', 'b'],
      [4, '1', '2'],
    ]);
  });

  test('takes a byte order mark off the start of the file only', () => {
    assert.deepEqual(briefly(readAll('\uFEFFa,b\n\uFEFF1,2\n', 1)), [
      [1, 'a', 'b'],
      [2, '\uFEFF1', '2'],
    ]);
  });

  test('loses one line to a stray quote and reads on', () => {
    assert.deepEqual(briefly(readAll('a,b\n"1,2\n3,4\n5,"6"\n7,8\n')), [
      [1, 'a', 'b'],
      [2, 'quote-misplaced'],
      [3, '3', '4'],
      [4, '5', '6'],
      [5, '7', '8'],
    ]);
    assert.deepEqual(briefly(readAll('a,b\n"1,2\n3,4\n')), [
      [1, 'a', 'b'],
      [2, 'quote-not-closed'],
      [3, '3', '4'],
    ]);
  });

  test('takes a quote inside an unquoted field as text, and refuses text after a closing quote', () => {
    assert.deepEqual(briefly(readAll('x,19" pipe\n')), [[1, 'x', '19" pipe']]);
    const [after] = readAll('c,"a"b\n');
    assert.deepEqual([after?.problem, after?.problemField], ['quote-misplaced', 1]);
  });

  test('gives up on a record of more than a hundred lines, whatever the chunks', () => {
    const csv = `"${'\n'.repeat(99)}",1\n"${'\n'.repeat(100)},2\n5,6\n`;
    for (const size of [1, 50, 65_536]) {
      assert.deepEqual(briefly(readAll(csv, size)), [
        [1, '\n'.repeat(99), '1'],
        [101, 'record-too-long'],
        [201, '', '2'],
        [202, '5', '6'],
      ]);
    }
  });

  for (const size of [3, 64, 65_536]) {
    test(`loses one line to a record that is too long, read ${size} bytes at a time`, () => {
      const long = 'x'.repeat(200);
      assert.deepEqual(briefly(readAll(`a,b\n${long},1\n"${long}\n",2\n3,4\n`, size, 100)), [
        [1, 'a', 'b'],
        [2, 'record-too-long'],
        [3, 'record-too-long'],
        // the second line of the long record begins with what is now an opening quote
        [4, 'quote-not-closed'],
        [5, '3', '4'],
      ]);
    });
  }

  test('keeps no more than one record of a file without a line end', () => {
    const reader = new CsvRecordReader();
    const chunk = Buffer.alloc(65_536, 'x');
    const problems = Array.from({ length: 200 }, () => reader.push(chunk)).flat();
    assert.deepEqual(briefly(problems), [[1, 'record-too-long']]);
    assert.deepEqual(briefly(reader.push(Buffer.from('\na,b\n'))), [[2, 'a', 'b']]);
  });

  test('finds bytes that are not UTF-8 and NUL bytes, with line and field, and only those', () => {
    const bytes = Buffer.concat([
      Buffer.from('a,b\nä,€\n1,Str'),
      Buffer.of(0xf6),
      Buffer.from('mung\n"x\ny'),
      Buffer.of(0xff),
      Buffer.from('",2\n3,\0\n4,\uFFFD\n'),
    ]);
    for (const size of [1, 5, 65_536]) {
      const records = readAll(bytes, size);
      assert.deepEqual(
        records.map(({ line, problem, problemField }) => [line, problem, problemField]),
        [
          [1, undefined, -1],
          [2, undefined, -1],
          [3, 'not-utf8', 1],
          [4, 'not-utf8', 0],
          [6, 'nul-byte', 1],
          [7, undefined, -1],
        ],
      );
    }
  });
});
