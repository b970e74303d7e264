/** A server that is killed while machines stand and rules act: each stop has one ticket and one alert when it is over. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE_MS } from '../../src/kernel/clock.ts';
import { onEachEngine } from '../support/engines.ts';
import { newFolder } from '../support/milldash-process.ts';
import { movedClock } from '../support/moved-clock.ts';
import { serveMilldash, signIn, uploadPeriodsText } from '../support/serving.ts';
import { until } from '../support/until.ts';

const machines = Array.from({ length: 25 }, (_, at) => `mill-${at}`);
/** The first rule takes faults that last for ten minutes. */
const FAULT = 'Hydraulic Fault';
/** After a start sources have two minutes, in which nothing is done. */
const BEHIND_THE_START_MS = 3 * MINUTE_MS;

interface Told {
  readonly id: string;
  readonly machine: string;
  readonly from: number;
  /** Null while it goes on. */
  readonly to: number | null;
  readonly isUp?: boolean;
}

function csvOf(told: readonly Told[]): string {
  const instant = (ms: number | null) => (ms === null ? '' : new Date(ms).toISOString());
  return [
    'id,machine_id,downtime_reason_name,start_timestamp,end_timestamp,productivity,classification',
    ...told.map(({ id, machine, from, to, isUp = false }) =>
      [
        id,
        machine,
        isUp ? '' : FAULT,
        instant(from),
        instant(to),
        isUp ? 'productive' : 'unproductive',
        isUp ? 'UPTIME' : 'DOWNTIME',
      ].join(),
    ),
  ].join('\n');
}

onEachEngine('a server that is killed while machines stand', (under) => {
  test('has opened one ticket a stop when it was started again, and proposes when each machine ran again', async () => {
    const folder = newFolder();
    const databaseUrl = await under.createDatabaseUrl();
    const clock = movedClock(folder);
    const start = async () => {
      const next = await serveMilldash({ folder, databaseUrl, env: clock.env });
      return { serving: next, boss: await signIn(next.url) };
    };
    let { serving, boss } = await start();
    const startAgain = async () => {
      ({ serving, boss } = await start());
    };
    const kill = async () => {
      serving.child.kill('SIGKILL');
      assert.equal((await serving.finished).signal, 'SIGKILL');
    };
    const tell = async (told: readonly Told[]) => {
      const { status, text } = await uploadPeriodsText(serving.url, boss, 'mills.csv', csvOf(told));
      assert.equal(status, 200, text);
    };
    const tickets = async () => (await boss.read('/api/v1/tickets/search?limit=1000')).items as any[];
    const told = async (type: string) =>
      (await boss.read(`/api/v1/events?types=com.milldash.${type}&limit=1000`)).items as any[];

    const longAgo = clock.now() - 600 * MINUTE_MS;
    await tell(machines.map((machine) => ({ id: `${machine}-old`, machine, from: longAgo, to: longAgo + 1_000 })));
    const { items } = await boss.read('/api/v1/reasons?limit=1000');
    const { id, version } = items.find(({ name }: any) => name === FAULT);
    const grouped = await boss.ask('PATCH', `/api/v1/reasons/${id}`, { group: 'maintenance', version });
    assert.equal(grouped.status, 200, grouped.text);

    // the rule's ten minutes are over while nobody looks
    const began = clock.now() - 8 * MINUTE_MS;
    await tell(machines.map((machine) => ({ id: `${machine}-stop`, machine, from: began, to: null })));
    await kill();
    clock.advance(4 * MINUTE_MS);
    await startAgain();
    assert.deepEqual(await tickets(), [], 'sources come first after a start');
    clock.advance(BEHIND_THE_START_MS);
    // it acts on one machine after the other, and dies on the way
    await serving.untilPrinted(/Rules on stops of machine .*: 1 ticket opened/);
    await kill();
    await startAgain();
    clock.advance(BEHIND_THE_START_MS);
    await until('every stop has a ticket', async () => (await tickets()).length >= machines.length);
    await until('every stop is told of', async () => (await told('stop.alerted')).length >= machines.length);

    // the machines run again, each at a time of its own
    const backs = new Map(machines.map((machine, at) => [machine, began + 12 * MINUTE_MS + at * 1_001]));
    const runs = machines.flatMap((machine): Told[] => {
      const back = backs.get(machine) as number;
      return [
        { id: `${machine}-stop`, machine, from: began, to: back },
        { id: `${machine}-up`, machine, from: back, to: null, isUp: true },
      ];
    });
    await tell(runs);
    // so that nobody waits for the next look
    clock.advance(MINUTE_MS);
    await until('the first is proposed', async () => (await told('ticket.restore-proposed')).length > 0);
    await kill();
    await startAgain();
    clock.advance(BEHIND_THE_START_MS);
    await until('all are proposed', async () => (await told('ticket.restore-proposed')).length >= machines.length);

    const all = await tickets();
    assert.deepEqual(all.map((ticket) => ticket.machine_id).toSorted(), machines.toSorted());
    for (const ticket of all) {
      const restored = new Date(backs.get(ticket.machine_id) as number).toISOString();
      const { fourjaw_downtime_id: stop, source, proposed_restored_at } = ticket;
      assert.deepEqual([stop, source, proposed_restored_at], [`${ticket.machine_id}-stop`, 'rule', restored]);
    }
    for (const type of ['stop.alerted', 'ticket.opened', 'ticket.restore-proposed']) {
      const ofMachines = (await told(type)).map(({ data }) => data.machine_id).toSorted();
      assert.deepEqual(ofMachines, machines.toSorted(), type);
    }
    await serving.stop();
  });
});
