/** When nodes are asked for their births: at once about what is new, more and more seldom about what does not end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR_MS, SECOND_MS } from '../../../kernel/clock.ts';
import { type Asking, mayAsk, notAsked, noteAsked, noteBirth, noteDataInOrder, noteDeath } from './rebirth.rules.ts';

const seconds = (...times: number[]) => times.map((time) => time * SECOND_MS);

/** Seconds at which it is asked within a time, where it is told so of whoever asks. */
function askedWithin(totalMs: number, answer: (asking: Asking, nowMs: number) => void): number[] {
  const asking = notAsked();
  const times: number[] = [];
  for (let nowMs = 0; nowMs < totalMs; nowMs += SECOND_MS) {
    asking.missing = 'a gap';
    while (mayAsk(asking, nowMs)) {
      noteAsked(asking, nowMs);
      times.push(nowMs);
      answer(asking, nowMs);
    }
  }
  return times;
}

test('a node that does not answer is asked in pauses of half a minute to a quarter of an hour', () => {
  const times = askedWithin(HOUR_MS, () => {});
  assert.deepEqual(times, seconds(0, 30, 90, 210, 450, 930, 1_830, 2_730));
});

test('a node that answers each time with a gap is asked at once about the first, then more and more seldom', () => {
  const times = askedWithin(HOUR_MS, noteBirth);
  assert.deepEqual(times, seconds(0, 0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 1_023, 1_923, 2_823));
});

test('one that has data in order in between is asked every half minute', () => {
  const times = askedWithin(HOUR_MS, (asking, nowMs) => {
    noteBirth(asking);
    noteDataInOrder(asking, nowMs);
  });
  assert.ok(times.length > 100 && times.length < 125, String(times.length));
});

test('after half a minute in order a gap is the first again, also where the clock was set back', () => {
  for (const later of [30 * SECOND_MS, -HOUR_MS]) {
    const asking = notAsked();
    for (let nth = 0; nth < 9; nth++) noteAsked(asking, 0);
    noteBirth(asking);
    assert.equal(mayAsk(asking, 29 * SECOND_MS), false);
    noteDataInOrder(asking, later);
    assert.equal(mayAsk(asking, later), true);
  }
});

test('by itself a node is asked eight times, and not at all behind its birth or its death', () => {
  const asking = notAsked();
  asking.missing = 'a gap';
  for (let nth = 1; nth <= 8; nth++) {
    assert.equal(asking.missing, 'a gap');
    noteAsked(asking, nth);
  }
  assert.equal(asking.missing, undefined);
  for (const note of [noteBirth, noteDeath]) {
    asking.missing = 'a gap';
    note(asking);
    assert.equal(asking.missing, undefined);
  }
});
