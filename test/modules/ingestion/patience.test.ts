import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DomainError } from '../../../src/kernel/errors.ts';
import { withPatience } from '../../../src/modules/ingestion/patience.ts';

const busy = () => new DomainError('database-busy', 'The database is busy.');

describe('patience with a busy database', () => {
  test('tries again after growing pauses until the work succeeds', async () => {
    const pauses: number[] = [];
    let attempts = 0;
    const work = async () => {
      if (++attempts < 8) throw busy();
      return 'done';
    };
    const result = await withPatience(work, { pause: async (pauseMs) => void pauses.push(pauseMs) });
    assert.equal(result, 'done');
    assert.deepEqual(pauses, [100, 200, 400, 800, 1_600, 3_000, 3_000]);
  });

  test('ends after the eighth attempt with the refusal itself', async () => {
    let attempts = 0;
    const work = async () => {
      attempts++;
      throw busy();
    };
    await assert.rejects(withPatience(work, { pause: async () => {} }), { code: 'database-busy' });
    assert.equal(attempts, 8);
  });

  test('is for a busy database only: nothing else is tried again', async () => {
    for (const failure of [new DomainError('database-full', 'Full.'), new Error('a defect')]) {
      let attempts = 0;
      const work = async () => {
        attempts++;
        throw failure;
      };
      await assert.rejects(withPatience(work, { pause: async () => {} }), failure);
      assert.equal(attempts, 1);
    }
  });

  test('ends at once when the load is stopped', async () => {
    const stop = new AbortController();
    const work = async () => {
      stop.abort();
      throw busy();
    };
    await assert.rejects(withPatience(work, { signal: stop.signal }), { code: 'database-busy' });
  });
});
