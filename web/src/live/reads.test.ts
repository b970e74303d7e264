/** What an event makes out of date. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { staleNouns } from './reads.ts';

const nouns = (types: readonly string[]) => staleNouns(types).map(({ noun }) => noun);

test('an event makes what it tells of out of date, each noun once', () => {
  const found = nouns(['com.milldash.ticket.opened', 'com.milldash.ticket.note-added']);
  assert.ok(found.includes('tickets') && found.includes('floor'));
  assert.equal(new Set(found).size, found.length);
});

test('whatever people do makes the audit out of date, and what machines tell all day does not', () => {
  for (const type of ['ticket.opened', 'stock.issued', 'job.requested', 'user.changed', 'retention.applied']) {
    assert.ok(nouns([`com.milldash.${type}`]).includes('audit'), type);
  }
  for (const type of ['timeline.changed', 'cuts.recorded', 'ingestion.completed']) {
    assert.ok(!nouns([`com.milldash.${type}`]).includes('audit'), type);
  }
});

test('what figures are worked out from makes the figures out of date', () => {
  for (const type of [
    'setting.changed',
    'machine.changed',
    'shift-calendar.changed',
    'reason.changed',
    'run.recorded',
  ]) {
    const found = nouns([`com.milldash.${type}`]);
    assert.ok(found.includes('analytics') && found.includes('reports'), type);
  }
  assert.ok(nouns(['com.milldash.product.changed']).includes('analytics'));
});

test('cuts are read again less often than anything else, unless something else came with them', () => {
  const pauseOf = (types: readonly string[]) => staleNouns(types).find(({ noun }) => noun === 'floor')?.pauseMs ?? 0;
  assert.ok(pauseOf(['com.milldash.cuts.recorded']) > pauseOf(['com.milldash.ticket.opened']));
  assert.equal(
    pauseOf(['com.milldash.cuts.recorded', 'com.milldash.ticket.opened']),
    pauseOf(['com.milldash.ticket.opened']),
  );
});

test('plans follow their meters, slowly, and at once what is said of them and what they take from stock', () => {
  const pauseOf = (type: string) =>
    staleNouns([`com.milldash.${type}`]).find(({ noun }) => noun === 'plans')?.pauseMs ?? Number.NaN;
  for (const type of ['timeline.changed', 'cuts.recorded']) assert.ok(pauseOf(type) >= 10_000, type);
  for (const type of ['plan.changed', 'ticket.resolved', 'stock.issued', 'component.changed', 'setting.changed']) {
    assert.ok(pauseOf(type) < 1_000, type);
  }
});

test('figures of weeks are read again less often than what a machine does now', () => {
  const pauseOf = (wanted: string) =>
    staleNouns(['com.milldash.timeline.changed']).find(({ noun }) => noun === wanted)?.pauseMs ?? 0;
  assert.ok(pauseOf('analytics') >= 10 * pauseOf('periods'));
  assert.equal(pauseOf('reports'), pauseOf('analytics'));
});
