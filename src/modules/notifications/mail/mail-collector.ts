/**
 * Turns events into what people are to be sent. The cursor moves in the transaction that writes what came of the events,
 * and only from where it stood: an event is decided about once, and each person told of it once.
 */
import { systemActor } from '../../../kernel/access.ts';
import { type Clock, DAY_MS, MINUTE_MS } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type EventsTable, positionReader, type Store } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import { type EventReads, parsePosition, parseTypes } from '../../events/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Addressee, People } from '../../users/index.ts';
import type { NotificationTables } from '../tables.ts';
import { publicUrl } from './mail.settings.ts';
import { audiencesOf, choicesOf, type EventData, type MailChoices, mailedTypes } from './mail-kinds.rules.ts';
import { composeMail } from './mail-texts.rules.ts';
import { countWaiting, findChoices, insertMails, moveCursor, type NewMail, readCursor } from './mails.repository.ts';

export interface MailCollectorParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly events: EventReads;
  readonly users: Pick<People, 'listAddressees'>;
  readonly machines: Pick<Machines, 'findMachine'>;
  /** IANA name of the factory's. */
  readonly zone: string;
}

/** Decides about everything that has happened. */
export type CollectMail = () => Promise<void>;

const EVENTS_AT_ONCE = 100;
/** Of one transaction, give or take those of one event: longer ones hold up everybody else's. */
const MAILS_AT_ONCE = 1_000;
/** What happened so long ago is no news: e-mail was not set up, or nobody sent any. */
const NEWS_MS = DAY_MS;
/** Beyond so many that wait for one person nothing is added: nobody reads them, and the server is away. */
const WAITING_EACH_MAX = 500;
/** Where nothing is of interest the cursor follows in steps: a start does not read everything again. */
const FOLLOW_AFTER_EVENTS = 1_000;
const FOLLOW_AFTER_MS = MINUTE_MS;

const actor = systemActor('mail');
const types = parseTypes([...mailedTypes]);

export function createMailCollector(parts: MailCollectorParts): CollectMail {
  const { store, clock, log, settings, events, users, machines, zone } = parts;
  const access = () => store.access<NotificationTables>();
  const position = positionReader(store);
  let scanned = { cursor: -1, upTo: -1, followedAt: clock.now() };

  /** @returns with `upTo` the last event that was decided about, where not all were */
  async function mailsOf(items: readonly EventsTable[]): Promise<{ mails: NewMail[]; upTo?: number }> {
    const news = items.filter((event) => event.recorded_at >= clock.now() - NEWS_MS);
    if (news.length === 0) return { mails: [] };
    const url = (await settings.valueOf(publicUrl)).replace(/\/+$/, '');
    const people = await users.listAddressees();
    const chosen = await findChoices(access());
    const choices = new Map(people.map(({ id, role }) => [id, choicesOf(role, chosen.get(id) ?? {})]));
    const waiting = new Map(await countWaiting(access()));
    const mails: NewMail[] = [];
    for (const event of news) {
      const data = JSON.parse(event.data) as EventData;
      const machineId = data['machine_id'];
      const machine = typeof machineId === 'string' ? await machines.findMachine(machineId) : undefined;
      const around = { machineName: machine?.name, publicUrl: url === '' ? undefined : url, zone };
      const told = new Set<number>();
      for (const { kind, userId } of audiencesOf(event.type, data, machine?.criticality === 'A')) {
        const isFor = ({ id }: Addressee) =>
          (userId === undefined || userId === id) && !told.has(id) && (choices.get(id) as MailChoices)[kind];
        for (const { id } of people.filter(isFor)) {
          told.add(id);
          const before = waiting.get(id) ?? 0;
          waiting.set(id, before + 1);
          if (before === WAITING_EACH_MAX) log.warn({ payload: { userId: id } }, 'Too much e-mail waits for somebody');
          if (before >= WAITING_EACH_MAX) continue;
          const { subject, text } = composeMail(kind, event.type, data, around);
          mails.push({ userId: id, kind, eventId: event.id, subject, body: text });
        }
      }
      if (mails.length >= MAILS_AT_ONCE) return { mails, upTo: event.sequence };
    }
    return { mails };
  }

  async function pageAfter(sequence: number) {
    try {
      return await events.readEvents({ after: { epoch: undefined, sequence }, types, limit: EVENTS_AT_ONCE });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'events-out-of-range') throw error;
      const { sequence: oldest } = parsePosition(String(error.members['oldest']));
      const { sequence: head } = parsePosition(String(error.members['head']));
      return { items: [], nextAfter: sequence > head ? head : oldest, head };
    }
  }

  return async () => {
    let cursor = await readCursor(access());
    if (cursor === null) {
      // who sets e-mail up hears of what happens from then on
      await moveCursor(access(), null, (await position()).sequence);
      return;
    }
    if (scanned.cursor !== cursor) scanned = { cursor, upTo: cursor, followedAt: clock.now() };
    for (;;) {
      const page = await pageAfter(scanned.upTo);
      const { head } = page;
      const { mails, upTo: nextAfter = page.nextAfter } = await mailsOf(page.items);
      const isBehind = Math.abs(nextAfter - cursor) >= FOLLOW_AFTER_EVENTS;
      const isDue = isBehind || Math.abs(clock.now() - scanned.followedAt) >= FOLLOW_AFTER_MS;
      if (mails.length > 0 || (nextAfter !== cursor && isDue)) {
        const from = cursor;
        const moved = await store.transact(actor, async (tx) => {
          const own = tx.access<NotificationTables>();
          if (!(await moveCursor(own, from, nextAfter))) return false;
          await insertMails(own, tx.engine, mails, tx.recordedAt);
          return true;
        });
        if (!moved) return;
        cursor = nextAfter;
        scanned = { cursor, upTo: nextAfter, followedAt: clock.now() };
      } else {
        scanned = { ...scanned, upTo: nextAfter };
      }
      if (nextAfter >= head) return;
    }
  };
}
