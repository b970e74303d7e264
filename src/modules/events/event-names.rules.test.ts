/** Filters by types and topics: what can match is taken, what never can is refused with what there is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '../../kernel/errors.ts';
import { eventNames } from './event-names.rules.ts';

const names = eventNames(['com.milldash.ticket.opened', 'com.milldash.ticket.closed', 'com.milldash.run.started']);

const refusalOf = (work: () => unknown): string => {
  let refusal = '';
  assert.throws(work, (error) => {
    refusal = error instanceof DomainError && error.code === 'validation-failed' ? error.message : '';
    return refusal !== '';
  });
  return refusal;
};

test('types that there are pass, and beginnings of at least one', () => {
  for (const type of ['com.milldash.run.started', 'com.milldash.run.*', 'com.milldash.r*', 'com.milldash.*', '*']) {
    assert.equal(names.requireTypes([type]).length, 1, type);
  }
  assert.deepEqual(names.requireTypes([]), []);
});

test('a type that there is not is refused, with those near it or with all topics', () => {
  const near = 'Near it are com.milldash.ticket.opened, com.milldash.ticket.closed.';
  const far =
    'A type is com.milldash.<topic>.<what happened>, and /asyncapi.json lists them all. Topics are run, ticket.';
  for (const [type, refusal] of [
    ['com.milldash.ticket.opend', `There is no event type 'com.milldash.ticket.opend'. ${near}`],
    ['ticket.opened', `There is no event type 'ticket.opened'. ${near}`],
    ['com.milldash.ticket.re*', `No event type begins with 'com.milldash.ticket.re'. ${near}`],
    ['com.milldash.nope', `There is no event type 'com.milldash.nope'. ${far}`],
    ['tickets*', `No event type begins with 'tickets'. ${far}`],
  ] as const) {
    assert.equal(
      refusalOf(() => names.requireTypes(['com.milldash.run.started', type])),
      refusal,
    );
  }
  assert.match(
    refusalOf(() => names.requireTypes(['a%'])),
    /is no event type/,
  );
});

test('a topic that there is not is refused with all of them', () => {
  names.requireTopics(['ticket', 'run']);
  assert.equal(
    refusalOf(() => names.requireTopics(['run', 'tickets'])),
    "There is no topic 'tickets'. Topics are run, ticket.",
  );
});

test('topics and types that no event can have at once are refused with the topics of the types', () => {
  for (const [topics, types] of [
    [['run'], ['com.milldash.run.*', 'com.milldash.ticket.*']],
    [['run', 'ticket'], ['com.milldash.ticket.opened']],
    [['run'], ['*']],
    [['run'], []],
    [[], ['com.milldash.run.*']],
  ] as const) {
    names.requireOverlap(topics, names.requireTypes(types));
  }
  assert.equal(
    refusalOf(() => names.requireOverlap(['run'], names.requireTypes(['com.milldash.ticket.*']))),
    'No event is of these topics and of these types at once: the types are of ticket. Name those topics, or none.',
  );
});
