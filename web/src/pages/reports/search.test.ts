import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maintenanceSearch, shiftsSearch } from './search.ts';

test('an address keeps what can be asked of a report and loses the rest', () => {
  assert.deepEqual(
    maintenanceSearch({ report: 'costs', group: 'team', machine: 'a', range: '90d', measure: 'mtbx', stops: 'team' }),
    { report: 'costs', group: 'team', machine: ['a'], range: '90d' },
  );
  assert.deepEqual(maintenanceSearch({ report: 'weather' }), {});
  assert.deepEqual(shiftsSearch({ shift: 'DAY', from: '2026-11-01', to: '2026-11-02', group: 'x' }), {
    shift: 'DAY',
    from: '2026-11-01',
    to: '2026-11-02',
  });
  assert.deepEqual(shiftsSearch({ shift: 7 }), {});
});
