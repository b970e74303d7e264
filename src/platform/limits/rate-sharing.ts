/**
 * Limits that hold over all processes: each tells the others once a second what callers have spent at it.
 *
 * By rows of one table, so that nothing but the database is needed. A caller who changes from one process to another can
 * gain a second's worth; one that cannot be told of, because the database is away, is limited by each process for itself.
 */
import { type Clock, MINUTE_MS, SECOND_MS } from '../../kernel/clock.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { TableAccess } from '../database/index.ts';
import type { SharedSpending, Spending } from '../http/index.ts';
import type { Logger } from '../logging/index.ts';
import type { RateTables } from './tables.ts';

export interface RateSharing {
  /** Tells and hears once. @throws what the database says */
  exchange(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export interface RateSharingParts {
  readonly access: () => TableAccess<RateTables>;
  readonly clock: Clock;
  readonly log: Logger;
}

const EVERY_MS = SECOND_MS;
/** One that hears nothing for longer has nothing to gain from what was spent then. */
const KEPT_MS = MINUTE_MS;
const PRUNE_EVERY_MS = MINUTE_MS / 2;
const ROWS_AT_ONCE = 1_000;
/** A row may be seen after one with a later number, that was committed before it: so many numbers are looked at again. */
const LOOKED_AT_AGAIN = 50;
/** Who asks less often in a second is far from any limit. */
const WORTH_TELLING = 3;

export function createRateSharing(limits: SharedSpending, { access, clock, log }: RateSharingParts): RateSharing {
  const process = uuidv7(clock.now());
  /** Numbers of rows near the last one that have been heard; undefined before the first look. */
  let heard: Set<number> | undefined;
  let lastHeard = 0;
  let prunedAtMs = clock.now();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let inTrouble = false;

  async function tell(): Promise<void> {
    const spending = [...limits.take()].filter(([, tokens]) => tokens >= WORTH_TELLING);
    if (spending.length === 0) return;
    await access()
      .insertInto('rate_spending')
      .values({ process, spent_at: clock.now(), spending: JSON.stringify(Object.fromEntries(spending)) })
      .execute();
  }

  /** What was told before it began to listen counts as heard. */
  async function begin(): Promise<void> {
    const newest = await access()
      .selectFrom('rate_spending')
      .select('id')
      .orderBy('id', 'desc')
      .limit(LOOKED_AT_AGAIN)
      .execute();
    lastHeard = newest[0]?.id ?? 0;
    heard = new Set(newest.map(({ id }) => id));
  }

  async function hear(): Promise<void> {
    if (heard === undefined) return begin();
    const rows = await access()
      .selectFrom('rate_spending')
      .select(['id', 'process', 'spending'])
      .where('id', '>', lastHeard - LOOKED_AT_AGAIN)
      .$if(heard.size > 0, (query) => query.where('id', 'not in', [...(heard ?? [])]))
      .orderBy('id')
      .limit(ROWS_AT_ONCE)
      .execute();
    for (const { id, process: teller, spending } of rows) {
      heard.add(id);
      lastHeard = Math.max(lastHeard, id);
      if (teller !== process) limits.spendElsewhere(read(spending));
    }
    for (const id of heard) if (id <= lastHeard - LOOKED_AT_AGAIN) heard.delete(id);
  }

  async function prune(): Promise<void> {
    const nowMs = clock.now();
    if (nowMs - prunedAtMs < PRUNE_EVERY_MS) return;
    prunedAtMs = nowMs;
    await access()
      .deleteFrom('rate_spending')
      .where('spent_at', '<', nowMs - KEPT_MS)
      .execute();
  }

  async function exchange(): Promise<void> {
    await hear();
    await tell();
    await prune();
  }

  async function look(): Promise<void> {
    try {
      await exchange();
      inTrouble = false;
    } catch (error) {
      if (!inTrouble) log.warn({ err: error }, 'Each process limits callers for itself: they cannot tell each other');
      inTrouble = true;
    }
  }

  return {
    exchange,
    start() {
      timer ??= setInterval(() => {
        running ??= look().finally(() => {
          running = undefined;
        });
      }, EVERY_MS).unref();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

function read(text: string): Spending {
  return new Map(Object.entries(JSON.parse(text) as Record<string, number>));
}
