import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { moveHelpCall } from './help-calls.rules.ts';
import type { HelpCall } from './help-calls.types.ts';

const [olga, tess] = [
  { id: 4, name: 'Olga Brook' },
  { id: 5, name: 'Tess Gray' },
];
const call: HelpCall = {
  id: 1,
  machineId: 'mill-1',
  kind: 'material',
  text: null,
  status: 'open',
  calledAt: 1_000,
  calledBy: olga,
  answered: null,
  ended: null,
  version: 1,
};
const by = (person: typeof olga, mayCancelOthers = false) => ({ person, mayCancelOthers });

describe('A call for help', () => {
  test('is answered, answered by another one instead, and closed', () => {
    const answered = moveHelpCall(call, 'answer', by(tess), 2_000) as HelpCall;
    assert.deepEqual([answered.status, answered.answered, answered.version], ['answered', { at: 2_000, by: tess }, 2]);
    assert.equal(moveHelpCall(answered, 'answer', by(tess), 3_000), undefined);
    const other = moveHelpCall(answered, 'answer', by(olga), 3_000) as HelpCall;
    assert.deepEqual(other.answered, { at: 3_000, by: olga });
    const closed = moveHelpCall(other, 'close', by(tess), 4_000) as HelpCall;
    assert.deepEqual(
      [closed.status, closed.answered, closed.ended],
      ['closed', { at: 3_000, by: olga }, { at: 4_000, by: tess }],
    );
  });

  test('is cancelled by who called, or by who may for others', () => {
    assert.equal(moveHelpCall(call, 'cancel', by(olga), 2_000)?.status, 'cancelled');
    assert.equal(moveHelpCall(call, 'cancel', by(tess, true), 2_000)?.status, 'cancelled');
    assert.throws(() => moveHelpCall(call, 'cancel', by(tess), 2_000), { code: 'forbidden' });
    const button = { id: null, name: 'Button 1' };
    const pressed = { ...call, calledBy: button };
    assert.equal(moveHelpCall(pressed, 'cancel', by(button as never), 2_000)?.status, 'cancelled');
    assert.throws(() => moveHelpCall(pressed, 'cancel', by({ id: null, name: 'Button 2' } as never), 2_000), {
      code: 'forbidden',
    });
  });

  test('that is over stays as it is', () => {
    const closed = moveHelpCall(call, 'close', by(tess), 2_000) as HelpCall;
    assert.equal(moveHelpCall(closed, 'close', by(olga), 3_000), undefined);
    assert.throws(() => moveHelpCall(closed, 'cancel', by(olga), 3_000), { code: 'help-call-ended' });
    assert.throws(() => moveHelpCall(closed, 'answer', by(olga), 3_000), { code: 'help-call-ended' });
  });
});
