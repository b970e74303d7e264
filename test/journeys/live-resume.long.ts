/** The long tier of live events across lost lines: a thousand clients. */
import { test } from 'node:test';
import { onEngine } from '../support/engines.ts';
import { resumeAtRandom } from './live-resume.ts';

const trial = { clients: 1_000, drops: 10, writers: 8, requestsEach: 250 };
const options = { timeout: 900_000 };

onEngine('sqlite', 'a thousand live clients of one process that lose the line while eight write', (under) => {
  test('see every event that they may see once', options, () => resumeAtRandom(under, { ...trial, processes: 1 }));
});

onEngine('postgres', 'a thousand live clients of two processes that lose the line while eight write', (under) => {
  test('see every event that they may see once', options, () => resumeAtRandom(under, { ...trial, processes: 2 }));
});
