import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { arrows, moduleNames } from '../../scripts/boundaries/arrows.ts';
import { findMissedCanaries, inPlantedTree } from '../../scripts/boundaries/canaries.ts';
import { cruiseTree } from '../../scripts/boundaries/cruise.ts';
import type { BoundaryRule, Breach } from '../../scripts/boundaries/forbid.ts';
import { boundaryRules } from '../../scripts/boundaries/rules.ts';

const brokenBy = async (breaches: readonly Breach[]) =>
  (await inPlantedTree(breaches, (folder) => cruiseTree(folder, ['src'], boundaryRules))).broken;

describe('Boundaries', () => {
  test('every boundary rule reports the breaches that are planted for it', async () => {
    assert.deepEqual(await findMissedCanaries(boundaryRules), []);
  });

  test('a rule that has lost its bite is noticed', async () => {
    const toothless = boundaryRules.map(
      (boundary): BoundaryRule =>
        boundary.rule.name === 'rules-do-no-io'
          ? { ...boundary, rule: { ...boundary.rule, to: { path: '^matches-nothing$' } } }
          : boundary,
    );
    const missed = await findMissedCanaries(toothless);
    assert.deepEqual([...new Set(missed.map(({ rule }) => rule))], ['rules-do-no-io']);
  });

  test('a rule without a canary is noticed', async () => {
    const [first, ...others] = boundaryRules;
    assert.ok(first !== undefined);
    const missed = await findMissedCanaries([{ ...first, canaries: [] }, ...others]);
    assert.deepEqual(missed, [{ rule: first.rule.name, breach: undefined }]);
  });

  test('every arrow of the plan may be used, by the front door', async () => {
    const permitted = moduleNames.flatMap((from) =>
      arrows[from].map((to): Breach => [`src/modules/${from}/${from}.service.ts`, `src/modules/${to}/index.ts`]),
    );
    assert.deepEqual(await brokenBy(permitted), []);
  });

  test('what the layers are for is permitted', async () => {
    assert.deepEqual(
      await brokenBy([
        ['src/main.ts', 'src/app.ts'],
        ['src/main.ts', 'src/config/index.ts'],
        ['src/app.ts', 'src/modules/users/index.ts'],
        ['src/app.ts', 'src/platform/http/index.ts'],
        ['src/commands/load.ts', 'src/app.ts'],
        ['src/modules/users/users.routes.ts', 'fastify'],
        ['src/modules/users/users.repository.ts', 'kysely'],
        ['src/modules/users/users.service.ts', 'src/platform/outbox/index.ts'],
        ['src/modules/timeline/overlaps.rules.ts', 'src/kernel/clock.ts'],
        ['src/platform/database/postgres.ts', 'pg'],
        ['src/platform/transport/embedded.ts', 'aedes'],
      ]),
      [],
    );
  });
});
