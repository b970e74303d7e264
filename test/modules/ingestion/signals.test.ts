/** What machines publish of cuts: stored once, refused with a reason, and never in the way of each other. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sql } from 'kysely';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/clock.ts';
import type { DeadLetter } from '../../../src/modules/ingestion/dead-letters/dead-letters.types.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, type Send } from '../../support/http-client.ts';
import { type ProductionApp, startProductionApp } from '../production/production-app.ts';

const noon = Date.UTC(2026, 0, 15, 12);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** Bytes of messages, after all that nobody needs is gone. */
function memoryHeld(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}

onEachEngine('cuts that machines publish', (under) => {
  let app: ProductionApp;
  let admin: Send;
  let mill: string;
  before(async () => {
    app = await startProductionApp(under);
    admin = clientOf(app.app, await app.signIn('ADMIN'));
  });
  beforeEach(async () => {
    mill = await app.machine();
    app.clock.set(noon);
    await admin('DELETE', '/api/v1/dead-letters');
    await app.newEvents();
    await app.newAudit();
  });

  const publish = (payload: unknown, topic = `milldash/v1/machines/${mill}/cuts`) =>
    app.services.signals.receive({
      topic,
      payload: Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload)),
      sender: null,
      patienceMs: 10_000,
    });
  const stored = async (machineId = mill) => {
    const rows = await app.tables
      .selectFrom('cut_events')
      .select(['occurred_at', 'cut_count', 'source_id', 'source_sequence', 'source'])
      .where('machine_id', '=', machineId)
      .orderBy('id')
      .execute();
    return rows.map((row) => ({ ...row }));
  };
  const letters = async (): Promise<DeadLetter[]> => (await admin('GET', '/api/v1/dead-letters')).body.items;
  const counts = () => app.services.signals.counts();

  test('one is stored, counted and told', async () => {
    await publish({ timestamp_utc: '2026-01-15T11:59:58.5Z', cut_count: 3, source_id: 'plc/1', source_sequence: 7 });
    assert.deepEqual(await stored(), [
      { occurred_at: noon - 1_500, cut_count: 3, source_id: 'plc/1', source_sequence: 7, source: 'mqtt' },
    ]);
    const [event, ...others] = await app.newEvents();
    assert.deepEqual(others, []);
    assert.deepEqual([event?.type, event?.data['cut_count']], ['cuts.recorded', 3]);
    assert.deepEqual(await app.services.production.sumCuts([{ machineId: mill, fromMs: noon - HOUR_MS, toMs: noon }]), [
      { cuts: 3, events: 1 },
    ]);
    assert.deepEqual(await app.newAudit(), [], 'a cut says itself when and by what it was recorded');
  });

  test('a payload may say nothing at all: one piece, now', async () => {
    await publish({});
    assert.deepEqual(await stored(), [
      { occurred_at: noon, cut_count: 1, source_id: null, source_sequence: null, source: 'mqtt' },
    ]);
  });

  test('the topic of the predecessor takes what its programs say, and knows its times as UTC', async () => {
    await publish(
      { machine_id: mill, timestamp_utc: '2026-01-15T11:00:00', cut_count: 2, line: 'A' },
      'plc/events/cuts',
    );
    assert.deepEqual(await stored(), [
      { occurred_at: noon - HOUR_MS, cut_count: 2, source_id: null, source_sequence: null, source: 'mqtt' },
    ]);
  });

  test('a repeat is stored once by id or by sequence, and what has neither is never a repeat', async () => {
    const before = counts();
    for (const cut of [{ source_id: 'a' }, { source_sequence: 1 }, {}]) {
      await publish(cut);
      await publish(cut);
    }
    assert.equal((await stored()).length, 4);
    assert.equal(counts().stored - before.stored, 4);
    assert.equal(counts().repeated - before.repeated, 2);
  });

  test('what comes at once is stored in few transactions, and each is resolved', async () => {
    await Promise.all(Array.from({ length: 300 }, (_, at) => publish({ source_sequence: at })));
    assert.equal((await stored()).length, 300);
    const events = await app.newEvents();
    assert.ok(events.length < 100, `${events.length} events`);
    assert.equal(
      events.reduce((sum, { data }) => sum + Number(data['cut_count']), 0),
      300,
    );
  });

  test('of what became dead letters no bytes are kept until the log tells of them', async () => {
    const SIZE = 100_000;
    await publish(Buffer.from('no JSON'));
    const before = memoryHeld();
    await Promise.all(Array.from({ length: 100 }, () => publish(Buffer.alloc(SIZE, 'x'))));
    const heldBytes = memoryHeld() - before;
    assert.ok(heldBytes < 20 * SIZE, `${heldBytes} bytes`);
  });

  test('what no engine should store is set aside, and the good points beside it are kept', async () => {
    await publish([{ source_id: 'good' }, { source_id: 'a\0' }, { 'na\0me': 1 }, { source_id: 'half \ud83d' }]);
    const filled = { machine_id: mill, source_id: 'also', operator: 'Bob\0\0' };
    await publish([filled, { machine_id: 'a\0' }], 'plc/events/cuts');
    assert.deepEqual(
      (await stored()).map(({ source_id }) => source_id),
      ['good', 'also'],
      'in what is passed over it does no harm',
    );
    const kept = await letters();
    assert.deepEqual(
      kept.map(({ reason }) => reason),
      Array.from({ length: 4 }, () => 'payload-invalid'),
    );
    assert.equal(kept.filter(({ detail }) => detail.includes('NUL')).length, 2);
    assert.equal(kept.filter(({ detail }) => detail.includes("unknown key 'na\\u0000me'")).length, 1);
    assert.equal(kept.filter(({ detail }) => detail.startsWith('source_id has half a character')).length, 1);
  });

  test('of an array the good points are kept, and each wrong one is set aside by itself', async () => {
    await publish([{ source_id: 'good' }, { cut_count: 0 }, { timestamp_utc: 'yesterday' }, 'cut']);
    assert.deepEqual(
      (await stored()).map(({ source_id }) => source_id),
      ['good'],
    );
    const kept = await letters();
    assert.deepEqual(
      kept.map(({ reason, payload }) => [reason, payload]),
      [
        ['payload-invalid', '"cut"'],
        ['payload-invalid', '{"timestamp_utc":"yesterday"}'],
        ['payload-invalid', '{"cut_count":0}'],
      ],
    );
    assert.match(kept[2]?.detail ?? '', /cut_count must be at least 1/);
    assert.match(kept[1]?.detail ?? '', /timestamp_utc is no RFC 3339 time/);
    const told = (await app.newEvents()).find(({ type }) => type === 'dead-letter.kept');
    assert.deepEqual(told?.data, { letters: 3, by_reason: { 'payload-invalid': 3 } });
  });

  test('each fault has its reason', async () => {
    const faults: [reason: string, payload: unknown, topic?: string][] = [
      ['payload-malformed', Buffer.from('{"cut_count":')],
      ['payload-malformed', Buffer.from([0xff, 0x00, 0x80])],
      ['payload-invalid', { cut_counts: 1 }],
      ['payload-invalid', { machine_id: 'another' }],
      ['payload-invalid', Array.from({ length: 1_001 }, () => ({}))],
      ['machine-unknown', {}, 'milldash/v1/machines/nobody/cuts'],
      ['topic-unknown', {}, `milldash/v1/machines/${mill}/weather`],
      ['clock-wrong', { timestamp_utc: '2026-01-15T13:00:00Z' }],
      ['clock-wrong', { timestamp_utc: '1970-01-01T00:00:00Z' }],
    ];
    for (const [reason, payload, topic] of faults) {
      await publish(payload, topic);
      const [letter] = await letters();
      assert.equal(letter?.reason, reason, letter?.detail);
    }
    assert.equal((await letters()).length, faults.length);
    assert.deepEqual(await stored(), []);
  });

  test('bytes that are no text are kept as base64, and of long ones the beginning', async () => {
    await publish(Buffer.from([0xff, 0x00, 0x80]));
    await publish(Buffer.from(`"${'x'.repeat(20_000)}"`));
    const [long, bytes] = (await admin('GET', '/api/v1/dead-letters')).body.items;
    assert.deepEqual([bytes.encoding, bytes.payload, bytes.cut], ['base64', '/wCA', false]);
    assert.deepEqual([long.payload.length, long.payload_bytes, long.cut], [16_384, 20_002, true]);
  });

  test('a wrong clock is replaced by ours where that is set', async () => {
    await admin('PUT', '/api/v1/settings/signals.wrong_clock', { value: 'clamp' });
    const { clamped } = counts();
    await publish({ timestamp_utc: '1970-01-01T00:00:00Z' });
    await admin('DELETE', '/api/v1/settings/signals.wrong_clock');
    assert.equal((await stored())[0]?.occurred_at, noon);
    assert.equal(counts().clamped - clamped, 1);
  });

  test('what a machine kept through an outage is still taken', async () => {
    await publish({ timestamp_utc: new Date(noon - 29 * DAY_MS).toISOString() });
    assert.equal((await stored()).length, 1);
  });

  test('a machine is known as soon as it is made', async () => {
    await publish({}, 'milldash/v1/machines/fresh/cuts');
    await app.services.machines.createMachine(systemActor('test'), { id: 'fresh', name: `Fresh ${under.engine}` });
    await publish({}, 'milldash/v1/machines/fresh/cuts');
    assert.equal((await stored('fresh')).length, 1);
  });

  test('a message that no commit takes is set aside, and those beside it are stored', async () => {
    const { database } = app.services;
    const plant =
      under.engine === 'sqlite'
        ? sql`create trigger refuse before insert on cut_events when new.cut_count = 666 begin select raise(abort, 'no'); end`
        : sql`alter table cut_events add constraint refuse check (cut_count <> 666)`;
    await plant.execute(database.kysely);
    const laterMill = `later-than-${mill}`;
    try {
      await Promise.all([publish({ source_id: 'a' }), publish({ cut_count: 666 }), publish({ source_id: 'b' })]);
      await publish({ source_id: 'c' }, `milldash/v1/machines/${laterMill}/cuts`);
      await app.services.machines.createMachine(systemActor('test'), { id: laterMill, name: laterMill });
      const { body: together } = await admin('POST', '/api/v1/dead-letters/replay', {});
      assert.deepEqual(together, { accepted: 1, refused: 1, passed_over: 0, next_after: null });
      const [left] = await letters();
      const { body: alone } = await admin('POST', `/api/v1/dead-letters/${left?.id}/replay`);
      assert.deepEqual([alone.accepted, alone.dead_letter.reason], [false, 'not-storable']);
      assert.equal(alone.dead_letter.attempts, 2);
    } finally {
      const mend =
        under.engine === 'sqlite' ? sql`drop trigger refuse` : sql`alter table cut_events drop constraint refuse`;
      await mend.execute(database.kysely);
    }
    assert.deepEqual((await stored()).map(({ source_id }) => source_id).toSorted(), ['a', 'b']);
    assert.equal((await stored(laterMill)).length, 1);
    assert.deepEqual(
      (await letters()).map(({ reason }) => reason),
      ['not-storable'],
    );
  });

  test('a letter that is tried again is stored once its machine is there, and is gone from the list', async () => {
    const id = `later-${mill}`;
    await publish([{ source_id: 'x' }, { source_id: 'y' }], `milldash/v1/machines/${id}/cuts`);
    const [, letter] = await letters();
    const again = await admin('POST', `/api/v1/dead-letters/${letter?.id}/replay`);
    assert.equal(again.body.accepted, false);
    assert.deepEqual([again.body.dead_letter.reason, again.body.dead_letter.attempts], ['machine-unknown', 1]);
    await app.services.machines.createMachine(systemActor('test'), { id, name: id });
    assert.deepEqual((await admin('POST', `/api/v1/dead-letters/${letter?.id}/replay`)).body, {
      accepted: true,
      dead_letter: null,
    });
    const { body } = await admin('POST', '/api/v1/dead-letters/replay', { reason: 'machine-unknown' });
    assert.deepEqual(body, { accepted: 1, refused: 0, passed_over: 0, next_after: null });
    assert.deepEqual((await stored(id)).map(({ source_id }) => source_id).toSorted(), ['x', 'y']);
    assert.deepEqual(await letters(), []);
    assert.deepEqual(
      (await app.newAudit()).map(({ action }) => action).filter((action) => action.startsWith('dead')),
      ['dead-letters.replayed', 'dead-letters.replayed', 'dead-letters.replayed'],
    );
  });

  test('a letter that several try again at once is stored once', async () => {
    await publish({ cut_count: 5 }, 'milldash/v1/machines/tried-at-once/cuts');
    const [letter] = await letters();
    await admin('POST', '/api/v1/machines', { id: 'tried-at-once', name: 'Tried at once' });
    const path = `/api/v1/dead-letters/${letter?.id}/replay`;
    const all = () => admin('POST', '/api/v1/dead-letters/replay', { reason: 'machine-unknown' });
    await Promise.all([admin('POST', path), all(), admin('POST', path), all(), admin('POST', path)]);
    assert.equal((await stored('tried-at-once')).length, 1);
    assert.deepEqual(await letters(), []);
  });

  test('of a letter of which only the beginning is kept nothing can be tried again', async () => {
    await publish(Buffer.from(`"${'x'.repeat(20_000)}"`));
    const [letter] = await letters();
    const { status, body } = await admin('POST', `/api/v1/dead-letters/${letter?.id}/replay`);
    assert.deepEqual([status, body.code], [409, 'dead-letter-cut']);
    assert.equal((await admin('POST', `/api/v1/dead-letters/${(letter?.id ?? 0) + 1}/replay`)).status, 404);
  });

  test('the oldest go when there are too many, and those that are too old', async () => {
    await admin('PUT', '/api/v1/settings/dead_letters.max', { value: 100 });
    await publish(Array.from({ length: 130 }, () => 'nothing'));
    const { deadLetters } = app.services;
    const both = await Promise.all([deadLetters.prune(), deadLetters.prune()]);
    assert.equal(both[0] + both[1], 30, 'two that look at the same time remove no more than one');
    await admin('DELETE', '/api/v1/settings/dead_letters.max');
    app.clock.set(noon + 31 * DAY_MS);
    assert.equal(await app.services.deadLetters.prune(), 100);
    assert.deepEqual(await app.services.deadLetters.prune(), 0);
  });
});
