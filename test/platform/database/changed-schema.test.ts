/** A table that another process alters while this one has statements prepared: rows bear the names that their columns have. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type Database, openDatabase } from '../../../src/platform/database/index.ts';

describe('a table of SQLite that another connection alters', () => {
  let folder: string;
  let database: Database;
  let other: DatabaseSync;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'milldash-schema-'));
    const file = join(folder, 'milldash.db');
    database = await openDatabase({ address: { engine: 'sqlite', file } });
    other = new DatabaseSync(file);
    other.exec(`create table parts (id integer primary key, colour text, size text);
      insert into parts values (1, 'red', 'small')`);
  });

  afterEach(async () => {
    other.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  const alterations = [
    {
      title: 'renames a column',
      sql: 'alter table parts rename column colour to paint',
      found: { id: 1, paint: 'red', size: 'small' },
    },
    {
      title: 'drops a column',
      sql: 'alter table parts drop column colour',
      found: { id: 1, size: 'small' },
    },
    {
      title: 'swaps one column for another',
      sql: "alter table parts drop column colour; alter table parts add column weight text default 'light'",
      found: { id: 1, size: 'small', weight: 'light' },
    },
  ];
  for (const { title, sql, found } of alterations) {
    test(`is read by its new names, outside and inside a snapshot, when that one ${title}`, async () => {
      const read = () => database.kysely.selectFrom('parts').selectAll().execute();
      const readSnapshot = () => database.snapshot((access) => access.selectFrom('parts').selectAll().execute());
      const write = () => database.kysely.updateTable('parts').set({ size: 'small' }).returningAll().execute();
      const before = [{ id: 1, colour: 'red', size: 'small' }];
      for (const ask of [read, readSnapshot, write]) assert.deepEqual(await ask(), before);
      other.exec(sql);
      for (const ask of [read, readSnapshot, write]) assert.deepEqual(await ask(), [found]);
      // and keeps these names when nothing is compiled anew
      for (const ask of [read, readSnapshot, write]) assert.deepEqual(await ask(), [found]);
    });
  }

  test('keeps the names that a statement gives its columns itself', async () => {
    const read = () => database.kysely.selectFrom('parts').select(['size', 'colour as shade']).execute();
    assert.deepEqual(await read(), [{ size: 'small', shade: 'red' }]);
    other.exec('alter table parts add column weight text');
    assert.deepEqual(await read(), [{ size: 'small', shade: 'red' }]);
  });

  test('is read by the new names when this connection alters it itself', async () => {
    const read = () => database.kysely.selectFrom('parts').selectAll().execute();
    await read();
    await database.kysely.schema.alterTable('parts').renameColumn('colour', 'paint').execute();
    assert.deepEqual(await read(), [{ id: 1, paint: 'red', size: 'small' }]);
  });
});
