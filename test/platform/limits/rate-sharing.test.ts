/** Two processes that share their limits, each with buckets of its own, on one database. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyReply } from 'fastify';
import { sql } from 'kysely';
import { systemActor } from '../../../src/kernel/access.ts';
import { DomainError } from '../../../src/kernel/errors.ts';
import { createRateLimits } from '../../../src/platform/http/rate-limits.ts';
import { createRateSharing, type RateTables } from '../../../src/platform/limits/index.ts';
import { createStore } from '../../../src/platform/outbox/index.ts';
import { captureLog } from '../../support/captured-log.ts';
import { TestClock } from '../../support/clock.ts';
import { onEachEngine } from '../../support/engines.ts';

const reply = { header: () => reply } as unknown as FastifyReply;
const caller = systemActor('press');

onEachEngine('limits of several processes', (under) => {
  async function openTwo() {
    const { database } = await under.createDatabase();
    const clock = new TestClock();
    const access = () => createStore(database, clock).access<RateTables>();
    const processes = [0, 1].map(() => {
      let nowMs = 0;
      const limits = createRateLimits({
        stranger: { burst: 5, perSecond: 1 },
        signedIn: { burst: 100, perSecond: 10 },
        monotonicMs: () => nowMs,
      });
      const { exchange } = createRateSharing(limits, { access, clock, log: captureLog().log });
      const spend = (times: number): number => {
        let admitted = 0;
        for (; admitted < times; admitted++) {
          try {
            limits.spendAsActor(caller, reply);
          } catch (error) {
            if (error instanceof DomainError && error.code === 'rate-limited') return admitted;
            throw error;
          }
        }
        return admitted;
      };
      return {
        spend,
        exchange,
        wait: (ms: number) => {
          nowMs += ms;
        },
      };
    });
    for (const { exchange } of processes) await exchange();
    return { processes: processes as [(typeof processes)[0], (typeof processes)[0]], clock, access };
  }

  test('what a caller has spent at one is missing at the other, also of what it regains', async () => {
    const { processes } = await openTwo();
    const [one, other] = processes;
    assert.equal(one.spend(60), 60);
    await one.exchange();
    await other.exchange();
    assert.equal(other.spend(100), 40);
    await other.exchange();
    await one.exchange();
    assert.equal(one.spend(100), 0);
    for (const each of processes) each.wait(2_000);
    assert.equal(one.spend(100), 20);
    await one.exchange();
    await other.exchange();
    assert.equal(other.spend(100), 0);
  });

  test('what is committed behind a later one is heard as well, and once', async () => {
    const { processes, access } = await openTwo();
    const [one, other] = processes;
    one.spend(30);
    await one.exchange();
    const told = await access().selectFrom('rate_spending').selectAll().executeTakeFirstOrThrow();
    await access().deleteFrom('rate_spending').execute();
    const numbered = under.engine === 'postgres' ? sql`overriding system value` : sql``;
    const commit = (id: number) =>
      sql`insert into rate_spending (id, process, spent_at, spending) ${numbered}
        values (${id}, ${told.process}, ${told.spent_at}, ${told.spending})`.execute(access() as never);
    await commit(1_002);
    await other.exchange();
    await commit(1_001);
    for (let at = 0; at < 3; at++) await other.exchange();
    assert.equal(other.spend(100), 40, 'twice 30');
  });

  test('what it spent there before this one began to listen is not counted, and rows are kept for a minute', async () => {
    const { processes, clock, access } = await openTwo();
    const [one] = processes;
    one.spend(60);
    await one.exchange();
    clock.advance(90_000);
    await one.exchange();
    assert.deepEqual(await access().selectFrom('rate_spending').selectAll().execute(), []);
  });
});
