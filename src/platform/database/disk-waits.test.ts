/** Where to wait for the disk, by what it has taken of late. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DiskWaits } from './disk-waits.ts';

const times = (count: number, note: () => void) => {
  for (let at = 0; at < count; at++) note();
};

test('waits in place for a quick disk, and after a single slow moment of it', () => {
  const waits = new DiskWaits();
  times(1_000, () => waits.noteHere(0.4));
  waits.noteHere(10);
  assert.equal(waits.areShort, true);
});

test('hands the waiting over for a disk that is slow on average, and at once after half a minute', () => {
  const slow = new DiskWaits();
  times(50, () => slow.noteHere(3));
  assert.equal(slow.areShort, false);
  const stuck = new DiskWaits();
  stuck.noteHere(30_000);
  assert.equal(stuck.areShort, false);
});

test('comes back when the disk is quick, however busy the thread that hears of it', () => {
  const waits = new DiskWaits();
  waits.noteHere(100);
  times(15, () => waits.noteElsewhere(8));
  assert.equal(waits.areShort, false);
  waits.noteElsewhere(0.3);
  assert.equal(waits.areShort, true);
  waits.noteHere(0.3);
  assert.equal(waits.areShort, true);
});

test('stays with the other thread for a disk that stays slow', () => {
  const waits = new DiskWaits();
  waits.noteHere(100);
  times(200, () => waits.noteElsewhere(5));
  assert.equal(waits.areShort, false);
});
