/** What the server describes in English is described by the screens in German as well. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { server } from '../../web/src/i18n/de/server.ts';
import { startTestApp } from '../support/app.ts';
import { onEngine } from '../support/engines.ts';
import { clientOf, type Send } from '../support/http-client.ts';

onEngine('sqlite', 'the words of the server', (under) => {
  let send: Send;
  before(async () => {
    const app = await startTestApp(under);
    send = clientOf(app.app, await app.signIn('ADMIN'));
  });

  const sameNames = (words: object, names: readonly string[]) =>
    assert.deepEqual(Object.keys(words).sort(), [...new Set(names)].sort());

  test('every setting with its unit is told in German, and none that there is no more', async () => {
    const settings: { key: string; unit: string | null }[] = (await send('GET', '/api/v1/settings')).body.items;
    sameNames(
      server.settings,
      settings.map(({ key }) => key),
    );
    sameNames(
      server.units,
      settings.map(({ unit }) => unit).filter((unit) => unit !== null),
    );
  });

  test('so is every job', async () => {
    const jobs: { name: string }[] = (await send('GET', '/api/v1/jobs')).body.items;
    sameNames(
      server.jobs,
      jobs.map(({ name }) => name),
    );
  });
});
