/** Both logs as a test reads them: what was added since it looked last. */
import type { OutboxTables, Store } from '../../src/platform/outbox/index.ts';

export interface FollowedEvent {
  /** Without `com.milldash.`. */
  readonly type: string;
  readonly subject: string;
  // tests look into data of every shape
  readonly data: any;
}

export interface FollowedAudit {
  readonly action: string;
  /** Type and id: `run 7`. */
  readonly entity: string;
  readonly before: any;
  readonly after: any;
  readonly reason: string | null;
}

export interface FollowedLogs {
  newEvents(): Promise<FollowedEvent[]>;
  newAudit(): Promise<FollowedAudit[]>;
}

/** From now on. */
export async function followLogs(store: Store): Promise<FollowedLogs> {
  const access = store.access<OutboxTables>();
  let eventsSeen = 0;
  let auditSeen = 0;
  const logs: FollowedLogs = {
    async newEvents() {
      const rows = await access
        .selectFrom('events')
        .selectAll()
        .where('sequence', '>', eventsSeen)
        .orderBy('sequence')
        .execute();
      eventsSeen = rows.at(-1)?.sequence ?? eventsSeen;
      return rows.map(({ type, subject, data }) => ({
        type: type.slice('com.milldash.'.length),
        subject,
        data: JSON.parse(data),
      }));
    },
    async newAudit() {
      const rows = await access
        .selectFrom('audit_entries')
        .selectAll()
        .where('id', '>', auditSeen)
        .orderBy('id')
        .execute();
      auditSeen = rows.at(-1)?.id ?? auditSeen;
      const read = (text: string | null) => (text === null ? null : JSON.parse(text));
      return rows.map((row) => ({
        action: row.action,
        entity: `${row.entity_type} ${row.entity_id}`,
        before: read(row.before),
        after: read(row.after),
        reason: row.reason,
      }));
    },
  };
  await logs.newEvents();
  await logs.newAudit();
  return logs;
}
