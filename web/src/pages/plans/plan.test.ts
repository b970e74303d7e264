import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bodyOf, formOf, freshCheck } from './plan.ts';
import { lacksOf } from './plan-lacks.ts';
import { monthly, rhythmOf } from './rhythm.ts';

const british = { locale: 'en-GB', zone: 'Europe/London' };
const german = { locale: 'de-DE', zone: 'Europe/Berlin' };
const fresh = formOf(undefined, '2026-11-26', german);

describe('a plan as it is typed', () => {
  test('one by calendar has a rule and a first date, and no meter', () => {
    const body = bodyOf({ ...fresh, title: 'Oil' }, german);
    assert.deepEqual([body.rule, body.begins_on, body.every], ['FREQ=MONTHLY', '2026-11-26', null]);
  });

  test('one by a meter has nothing of a calendar', () => {
    const body = bodyOf({ ...fresh, trigger: 'run_hours', every: '250,5' }, german);
    assert.deepEqual(
      [body.rule, body.begins_on, body.due_time, body.off_days, body.every],
      [null, null, null, null, 250.5],
    );
  });

  test('a rule without words goes back as it came', () => {
    const rule = 'FREQ=YEARLY;BYMONTH=3';
    assert.equal(bodyOf({ ...fresh, rhythm: undefined, rule }, german).rule, rule);
  });

  test('a rule whose fields nobody touches goes back as it was written', () => {
    const rule = 'FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=TU,MO';
    const form = { ...fresh, rule, rhythm: rhythmOf(rule) };
    assert.equal(bodyOf(form, german).rule, rule);
    const changed = { ...form, rhythm: { ...monthly, until: '2027-12-31' } };
    assert.equal(bodyOf(changed, german).rule, 'FREQ=MONTHLY;UNTIL=20271231');
  });

  test('a number with thousands is not taken for one with a fraction, in any language', () => {
    const every = (text: string, place: typeof german) =>
      bodyOf({ ...fresh, trigger: 'cuts', every: text }, place).every;
    assert.deepEqual([every('40.000', german), every('40,000', british)], [40_000, 40_000]);
  });

  test('when a meter was last done is by the clock of the factory', () => {
    const form = { ...fresh, trigger: 'run_hours', every: '250', counted_from: '2026-07-01T08:00' };
    assert.equal(bodyOf(form, german).counted_from, '2026-07-01T06:00:00.000Z');
    assert.ok(!('counted_from' in bodyOf({ ...form, counted_from: '' }, german)));
  });

  test('what would be refused is said at its field', () => {
    const number = { ...freshCheck(), kind: 'number', instruction: 'Gap' } as const;
    const lacks = (form: object, machineId: string | undefined = 'm1') => [
      ...lacksOf({ ...fresh, ...form }, machineId, '2026-11-26', german),
    ];
    assert.deepEqual(lacks({}), []);
    assert.deepEqual([...lacksOf(fresh, undefined, '2026-11-26', german)], [['machine_id', 'machine']]);
    assert.deepEqual(lacks({ trigger: 'run_hours', every: 'often' }), [['every', 'number']]);
    assert.deepEqual(lacks({ trigger: 'run_hours', every: '0,5' }), [['every', 'hours']]);
    assert.deepEqual(lacks({ trigger: 'cuts', every: '10,5' }), [['every', 'cuts']]);
    for (const [until, begins] of [
      ['2026-11-25', '2026-01-01'],
      ['2026-12-31', '2027-01-01'],
    ]) {
      const ended = { rhythm: { ...monthly, until }, begins_on: begins };
      assert.deepEqual(lacks(ended), [['until', 'ended']]);
    }
    assert.deepEqual(lacks({ rhythm: { ...monthly, until: '2026-11-26' } }), []);
    assert.deepEqual(lacks({ off_days: 'next', working_days: [] }), [['working_days', 'workingDays']]);
    assert.deepEqual(lacks({ checklist: [freshCheck(), { ...number, minimum: '0,2', maximum: '0,05' }] }), [
      ['checklist[1].minimum', 'limits'],
    ]);
    assert.deepEqual(lacks({ checklist: [{ ...number, minimum: '0,05', maximum: 'x' }] }), [
      ['checklist[0].maximum', 'number'],
    ]);
  });

  test('a plan that has ended can be written of otherwise, and given an end that is to come', () => {
    const stored = { ...fresh, begins_on: '2025-01-01', rhythm: { ...monthly, until: '2025-12-31' } };
    const lacks = (form: object) => [...lacksOf({ ...stored, ...form }, 'm1', '2026-11-26', german, stored)];
    assert.deepEqual(lacks({ title: 'Oil', rhythm: { ...stored.rhythm } }), []);
    assert.deepEqual(lacks({ rhythm: { ...monthly, until: '2026-12-31' } }), []);
    for (const form of [{ rhythm: { ...monthly, until: '2026-01-31' } }, { begins_on: '2025-02-01' }]) {
      assert.deepEqual(lacks(form), [['until', 'ended']]);
    }
  });

  test('working days that nobody is asked for are none, and hold up nothing', () => {
    const unticked = { ...fresh, off_days: 'keep', working_days: [] };
    assert.deepEqual([...lacksOf(unticked, 'm1', '2026-11-26', german)], []);
    assert.equal(bodyOf(unticked, german).working_days, null);
    assert.deepEqual(bodyOf({ ...unticked, working_days: [1] }, german).working_days, [1], 'what was stored stays');
  });

  test('limits are of numbers alone', () => {
    const check = { ...freshCheck(), instruction: 'Gap', minimum: '0,05', unit: 'mm' };
    const [number, tick] = bodyOf({ ...fresh, checklist: [{ ...check, kind: 'number' }, check] }, german).checklist;
    assert.deepEqual(number, {
      kind: 'number',
      instruction: 'Gap',
      required: true,
      minimum: 0.05,
      maximum: null,
      unit: 'mm',
    });
    assert.deepEqual(tick, { kind: 'check', instruction: 'Gap', required: true });
  });
});
