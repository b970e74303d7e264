/** What the disk allows: durable transactions of a few short rows, by one prepared statement and with nothing around them. */
import { DatabaseSync } from 'node:sqlite';

const TEXT = 'Oil under the coiler, seen by the operator after the change of the coil';

export interface BareCommits {
  /** One durable transaction. */
  commit(rows: number): void;
  /** Rows a second, by the clock. */
  rate(rows: number, rowsPerCommit: number): number;
  close(): void;
}

export function openBareCommits(file: string): BareCommits {
  const database = new DatabaseSync(file);
  for (const pragma of ['journal_mode = wal', 'synchronous = full']) database.exec(`pragma ${pragma}`);
  database.exec('create table rows (id integer primary key autoincrement, machine_id text, description text) strict');
  const insert = database.prepare('insert into rows (machine_id, description) values (?, ?)');
  function commit(rows: number): void {
    database.exec('begin immediate');
    for (let row = 0; row < rows; row++) insert.run('mill-1', TEXT);
    database.exec('commit');
  }
  return {
    commit,
    rate(rows, rowsPerCommit) {
      const startedAtMs = performance.now();
      for (let at = 0; at < rows; at += rowsPerCommit) commit(Math.min(rowsPerCommit, rows - at));
      return (rows * 1_000) / (performance.now() - startedAtMs);
    },
    close: () => database.close(),
  };
}
