/** Live events across lost lines, on SQLite in one process and on PostgreSQL in two. */
import { test } from 'node:test';
import { onEngine } from '../support/engines.ts';
import { resumeAtRandom } from './live-resume.ts';

const trial = { clients: 200, drops: 3, writers: 8, requestsEach: 10 };

onEngine('sqlite', 'two hundred live clients of one process that lose the line while eight write', (under) => {
  test('see every event that they may see once, in order', () => resumeAtRandom(under, { ...trial, processes: 1 }));
});

onEngine('postgres', 'two hundred live clients of two processes that lose the line while eight write', (under) => {
  test('see every event that they may see once, in order', () => resumeAtRandom(under, { ...trial, processes: 2 }));
});
