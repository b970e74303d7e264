/** The long tier of killed uploads: many more moments. */
import { test } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { surviveKills, uploadUndisturbed } from './interrupted-uploads.ts';

onEachEngine('an upload whose server is killed thirty times', (under) => {
  test('ends equal when it is repeated, the database whole', { timeout: 900_000 }, async () => {
    await surviveKills(under, await uploadUndisturbed(), 30);
  });
});
