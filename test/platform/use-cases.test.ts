import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DomainError } from '../../src/kernel/errors.ts';
import { observeUseCases } from '../../src/platform/logging/index.ts';
import { captureLog } from '../support/captured-log.ts';

const service = {
  limit: 7,
  nameOf: (id: number) => `ticket ${id}`,
  openTicket: async (machineId: string) => ({ id: 1, machineId, token: 'abc-very-secret' }),
  closeTicket: async (id: number) => {
    throw new DomainError('machine-not-found', `There is no ticket ${id}.`);
  },
};

describe('use cases in the log', () => {
  test('say at debug what they came to or why they were refused, without secrets, and answer as ever', async () => {
    await using captured = captureLog({ level: 'debug' });
    const observed = observeUseCases(captured.log, service);
    assert.deepEqual(await observed.openTicket('mill-1'), await service.openTicket('mill-1'));
    await assert.rejects(observed.closeTicket(5), { code: 'machine-not-found' });
    assert.equal(observed.nameOf(3), 'ticket 3');
    assert.equal(observed.limit, 7);
    const [opened = '', refused = '', ...more] = captured.consoleLines().filter((line) => line.includes('[DEBUG]'));
    assert.match(opened, /openTicket answered .*"machineId":"mill-1"/);
    assert.ok(!opened.includes('abc-very-secret'));
    assert.match(refused, /closeTicket was refused .*There is no ticket 5/);
    assert.deepEqual(more, []);
  });

  test('cost nothing at other levels: the module is left as it is', async () => {
    await using captured = captureLog({ level: 'info' });
    assert.equal(observeUseCases(captured.log, service), service);
  });
});
