/**
 * Every change is in the log, as docs/operations-logging.md promises: beside the line of its request there is one that
 * says what happened. The requests are the examples.
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { documentedRoutes } from '../modules/users/access-document.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { onEngine } from '../support/engines.ts';
import { examplesByFile } from './examples/index.ts';
import { createGiven, type Given } from './given.ts';
import { sendExample } from './send-example.ts';

/** What comes so often that a line each would hide the others; what it did is in its answer and in the event log. */
const silent: ReadonlySet<string> = new Set(['POST /api/v1/cuts', 'POST /auth/refresh', 'POST /auth/web/renew']);

const examples = Object.assign({}, ...Object.values(examplesByFile)) as (typeof examplesByFile)[string];

// what is said is decided without the database: one engine shows it
onEngine('sqlite', 'the log', (under) => {
  let app: TestApp;
  let given: Given;
  let administrator: { authorization: string };

  before(async () => {
    app = await startTestApp(under, { environment: { SELF_REGISTRATION: 'true', LOG_LEVEL: 'info' } });
    given = (await createGiven(app))();
    administrator = await app.signIn('ADMIN');
  });

  for (const route of documentedRoutes().filter(({ method }) => method !== 'GET')) {
    const key = `${route.method} ${route.path}`;
    test(`${silent.has(key) ? 'is spared' : 'has a sentence about'} ${key}`, async () => {
      const written = examples[key] ?? {};
      const example = typeof written === 'function' ? await written(given) : written;
      const from = app.lines.length;
      const { status, text } = await sendExample(app, route, example, { ...administrator, ...example.credentials });
      assert.ok(status < 300, `${status} ${text}`);
      const lines = app.lines.slice(from);
      assert.ok(
        lines.some((line) => line.includes('[http]')),
        'the log is read to its end',
      );
      const sentences = lines.filter((line) => line.includes('[INFO]') && !line.includes('[http]'));
      assert.equal(sentences.length > 0, !silent.has(key), sentences.join('\n'));
      for (const line of sentences) {
        const [, sentence = ''] = /\[INFO\] \[[\w-]+\] (.*?)(?: \([\w.]+: .*)?$/.exec(line) ?? [];
        assert.match(sentence, /^\S+ \S+ .*\S$/, `a sentence: ${line}`);
        assert.doesNotMatch(sentence, /^\w+\.\w/, `no name of a step: ${line}`);
      }
    });
  }
});
