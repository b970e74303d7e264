/** What the disk allows: durable transactions of a few short rows, by one prepared statement and with nothing around them. */
import { DatabaseSync } from 'node:sqlite';

const TEXT = 'Oil under the coiler, seen by the operator after the change of the coil';

export interface BareCommits {
  /** Rows a second, by the clock. */
  rate(rows: number, rowsPerCommit: number): number;
  close(): void;
}

export function openBareCommits(file: string): BareCommits {
  const database = new DatabaseSync(file);
  for (const pragma of ['journal_mode = wal', 'synchronous = full']) database.exec(`pragma ${pragma}`);
  database.exec('create table rows (id integer primary key autoincrement, machine_id text, description text) strict');
  const insert = database.prepare('insert into rows (machine_id, description) values (?, ?)');
  return {
    rate(rows, rowsPerCommit) {
      const startedAtMs = performance.now();
      for (let at = 0; at < rows; at += rowsPerCommit) {
        database.exec('begin immediate');
        for (let row = at; row < Math.min(rows, at + rowsPerCommit); row++) insert.run('mill-1', TEXT);
        database.exec('commit');
      }
      return (rows * 1_000) / (performance.now() - startedAtMs);
    },
    close: () => database.close(),
  };
}
