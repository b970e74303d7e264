/**
 * Brings events to webhooks, on one process of all: looks once a second and after each commit of its own process, and
 * takes every webhook along a lane of its own, so that a slow receiver keeps only its own events waiting.
 */
import type { Clock } from '../../../kernel/clock.ts';
import { SECOND_MS } from '../../../kernel/clock.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { positionReader, type Store } from '../../../platform/outbox/index.ts';
import { createLeadership, createLookout } from '../../../platform/schedule/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { EventPage, EventReads } from '../../events/index.ts';
import type { NotificationTables } from '../tables.ts';
import { findActiveWebhooks } from '../webhooks/webhooks.repository.ts';
import { readCallPolicy } from '../webhooks/webhooks.settings.ts';
import type { SealedWebhook } from '../webhooks/webhooks.types.ts';
import { AttemptStopped } from './attempt.ts';
import { findWebhooksWithDue } from './deliveries.repository.ts';
import type { Lane, LanePlace, Look } from './lane.ts';
import { DELIVERER } from './record.ts';

export interface WebhookDispatcher {
  /** Looks for what is due from now on. */
  start(): void;
  /** Brings what is due now, and ends when nothing more is. Does nothing where another process does it. */
  deliverDue(): Promise<void>;
  /** Begins no attempt any more, waits a little for those under way, and lets another process go on. */
  stop(): Promise<void>;
}

export interface DispatcherParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly events: EventReads;
  readonly lane: Lane;
}

const LOOK_EVERY_MS = SECOND_MS;
/** Commits that come one after the other are looked at together. */
const AFTER_COMMIT_MS = 100;
const EVENTS_ON_A_PAGE = 100;
/** How long an attempt may go on when MillDash stops; one that is cut is made again. */
const STOP_GRACE_MS = 2 * SECOND_MS;
/** What is in trouble where no single webhook is. */
const ALL = 'all';

interface Memory extends LanePlace {
  /** The place is of a webhook as it was then. */
  readonly version: number;
}

export function createDispatcher({ store, clock, log, settings, events, lane }: DispatcherParts): WebhookDispatcher {
  const leadership = createLeadership(store, clock, DELIVERER);
  const position = positionReader(store);
  const stopping = new AbortController();
  const cut = new AbortController();
  const lanes = new Map<string, Promise<boolean>>();
  let places = new Map<string, Memory>();
  const troubled = new Set<string>();

  /** Starts a lane for each webhook that has something to do and none under way. */
  async function look(): Promise<void> {
    if (stopping.signal.aborted) return;
    const access = store.access<NotificationTables>();
    const webhooks = await findActiveWebhooks(access);
    places = new Map([...places].filter(([id]) => webhooks.some((webhook) => webhook.id === id)));
    // a factory without webhooks writes no lease every few seconds
    if (webhooks.length === 0 || !(await leadership.holds())) return;
    const head = await position();
    const due = new Set(await findWebhooksWithDue(access, clock.now()));
    const isIdle = ({ id, version, cursor }: SealedWebhook) => {
      const place = places.get(id);
      return place?.version === version && place.cursor === cursor && place.scanned === head.sequence && !due.has(id);
    };
    const busy = webhooks.filter((webhook) => !lanes.has(webhook.id) && !isIdle(webhook));
    if (busy.length === 0) return;
    const shared = await shareLook();
    for (const webhook of busy) lanes.set(webhook.id, runLane(webhook, shared));
  }

  async function shareLook(): Promise<Look> {
    const pages = new Map<number, Promise<EventPage>>();
    return {
      policy: await readCallPolicy(settings),
      signal: cut.signal,
      isOver: () => stopping.signal.aborted,
      async pageAfter(sequence) {
        const known =
          pages.get(sequence) ?? events.readEvents({ after: { epoch: undefined, sequence }, limit: EVENTS_ON_A_PAGE });
        // only for those who come at the same time: a page is not kept for the slowest
        pages.set(sequence, known);
        try {
          return await known;
        } finally {
          pages.delete(sequence);
        }
      },
    };
  }

  /** True where the webhook has more to do at once. */
  async function runLane(webhook: SealedWebhook, shared: Look): Promise<boolean> {
    const { id, version, cursor } = webhook;
    const known = places.get(id);
    const isKnown = known?.version === version && known.cursor === cursor;
    try {
      const end = await lane.run(
        webhook,
        isKnown ? known : { scanned: cursor, cursor, followedAt: clock.now() },
        shared,
      );
      if (end.place === undefined) places.delete(id);
      else places.set(id, { ...end.place, version });
      if (end.hasMore) lookout.lookSoon();
      troubled.delete(id);
      return end.hasMore;
    } catch (error) {
      places.delete(id);
      if (!(error instanceof AttemptStopped)) complainOf(id, error);
      return false;
    } finally {
      lanes.delete(id);
    }
  }

  /** Once until it goes well again: the next look tries it anyhow. */
  function complainOf(webhookId: string, error: unknown): void {
    if (!troubled.has(webhookId)) complain(webhookId, error);
    troubled.add(webhookId);
  }

  function complain(webhookId: string, error: unknown): void {
    log.error({ err: error, payload: { webhookId } }, 'Events could not be brought to webhooks; it is tried on');
  }

  const lookout = createLookout({
    look,
    everyMs: LOOK_EVERY_MS,
    afterCommitMs: AFTER_COMMIT_MS,
    onCommitted: store.onCommitted,
    onTrouble: (error) => complain(ALL, error),
  });

  return {
    start: lookout.start,
    async deliverDue() {
      for (;;) {
        await lookout.lookOnce();
        const ends = await Promise.all(lanes.values());
        if (!ends.some((hasMore) => hasMore)) return;
      }
    },
    async stop() {
      stopping.abort();
      await lookout.stop();
      const grace = setTimeout(() => cut.abort(), STOP_GRACE_MS);
      await Promise.all(lanes.values());
      clearTimeout(grace);
      await leadership.release().catch((error: unknown) => {
        log.warn(
          { err: error },
          'Another process takes over webhooks a little later: the lease could not be given back',
        );
      });
    },
  };
}
