/** Topics and filters: what fits what. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findFilterFault, findTopicFault, takesFilter, takesTopic } from './topic-filters.ts';

test('a filter takes the topics that the standard says', () => {
  const cases: [filter: string, topic: string, takes: boolean][] = [
    ['a/b', 'a/b', true],
    ['a/b', 'a/b/c', false],
    ['a/+', 'a/b', true],
    ['a/+', 'a', false],
    ['a/+/c', 'a/b/c', true],
    ['+/+', '/b', true],
    ['a/#', 'a', true],
    ['a/#', 'a/b/c', true],
    ['#', 'a/b', true],
    ['#', '$SYS/x', false],
    ['+/x', '$SYS/x', false],
    ['$SYS/#', '$SYS/x', true],
  ];
  for (const [filter, topic, takes] of cases) assert.equal(takesTopic(filter, topic), takes, `${filter} ${topic}`);
});

test('what is not well-formed is refused', () => {
  for (const topic of ['', 'a/+', 'a/#', 'a\u0000', 'a\nb', 'x'.repeat(513), 'a/'.repeat(20), '\ud800']) {
    assert.ok(findTopicFault(topic) !== undefined, JSON.stringify(topic));
  }
  for (const filter of ['', 'a#', '#/a', 'a/b+', 'a+/b', 'a/\u007f']) {
    assert.ok(findFilterFault(filter) !== undefined, JSON.stringify(filter));
  }
  for (const filter of ['#', '+', 'a/+/b', 'a/#', 'plc/events/cuts']) assert.equal(findFilterFault(filter), undefined);
});

const level = fc.constantFrom('a', 'b', '', '$c');
const pattern = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([levels, open]) => [...levels, ...(open ? ['#'] : [])].join('/'));

test('a filter that takes another one takes every topic that the other takes', () => {
  const topic = fc.array(level, { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/'));
  fc.assert(
    fc.property(pattern, pattern, topic, (outer, inner, name) => {
      fc.pre(takesFilter(outer, inner) && takesTopic(inner, name));
      assert.ok(takesTopic(outer, name), `${outer} ${inner} ${name}`);
    }),
  );
});
