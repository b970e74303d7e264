/** A fingerprint of everything that a database holds, table by table: what a test compares to say that nothing changed. */
import { sql } from 'kysely';
import type { Database } from '../../src/platform/database/index.ts';

/** Table → digest of its rows. */
export type DatabaseDigest = Readonly<Record<string, string>>;

/** Every table, the logs and the accounts too. Its cost grows with the rows: for small databases. */
export async function digestDatabase({ engine, kysely }: Database): Promise<DatabaseDigest> {
  const names = await tableNames({ engine, kysely });
  if (engine === 'postgres') {
    const parts = names.map(
      (name) =>
        sql`select ${sql.lit(name)} as name, md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) as digest
            from ${sql.table(name)} t`,
    );
    const { rows } = await sql<{ name: string; digest: string }>`${sql.join(parts, sql` union all `)}`.execute(kysely);
    return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
  }
  const digests: Record<string, string> = {};
  for (const name of names) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(kysely);
    // to make less of it costs more than to compare it
    digests[name] = JSON.stringify(rows);
  }
  return digests;
}

async function tableNames({ engine, kysely }: Pick<Database, 'engine' | 'kysely'>): Promise<string[]> {
  const { rows } = await (engine === 'postgres'
    ? sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public' order by 1`
    : sql<{ name: string }>`
          select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%'
          order by 1`
  ).execute(kysely);
  return rows.map(({ name }) => name);
}

/** Names of the tables whose rows differ. */
export function changedTables(before: DatabaseDigest, after: DatabaseDigest): string[] {
  return Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name]);
}
