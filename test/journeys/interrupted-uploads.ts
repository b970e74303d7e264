/** Uploads that the server does not survive, and what must be true afterwards. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import type { EngineUnderTest } from '../support/engines.ts';
import { newFolder } from '../support/milldash-process.ts';
import { type Serving, serveMilldash, signIn, uploadPeriods } from '../support/serving.ts';
import { type SimulatedFile, writeSimulatedFactory } from './simulated-factory.ts';

const machines = ['mill-a', 'mill-b', 'mill-c'];
const DAYS = 25;

export interface Undisturbed {
  readonly files: readonly SimulatedFile[];
  /** What {@link readFigures} says when nothing went wrong. */
  readonly figures: unknown;
  /** How long the upload of one file took. */
  readonly uploadMs: number;
}

let undisturbed: Promise<Undisturbed> | undefined;

/** Uploads all files to a factory of its own on SQLite: figures do not depend on the engine. */
export function uploadUndisturbed(): Promise<Undisturbed> {
  undisturbed ??= uploadAll();
  return undisturbed;
}

async function uploadAll(): Promise<Undisturbed> {
  const files = writeSimulatedFactory(newFolder(), machines, DAYS);
  const serving = await serveMilldash();
  const startedAt = performance.now();
  for (const file of files) await uploadWhole(serving, file);
  const uploadMs = (performance.now() - startedAt) / files.length;
  const figures = await readFigures(serving);
  await serving.stop();
  return { files, figures, uploadMs };
}

/** Every sum by machine and by day, with its reasons. */
export async function readFigures(serving: Serving): Promise<unknown> {
  const admin = await signIn(serving.url);
  const range = 'start_time=2025-05-01T00:00Z&end_time=2025-08-01T00:00Z';
  const answers = [];
  for (const grouping of ['machine', 'day', 'shift']) {
    answers.push(await admin.read(`/api/v1/analytics/time-accounting?${range}&group_by=${grouping}`));
  }
  return answers;
}

/** @returns how many periods were there already */
export async function uploadWhole(serving: Serving, file: SimulatedFile): Promise<number> {
  const { status, body } = await uploadPeriods(serving.url, await signIn(serving.url), file.path);
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual([body.complete, body.refused, body.inserted + body.unchanged], [true, 0, file.rows]);
  return body.unchanged;
}

/**
 * Kills the server with SIGKILL `kills` times, each at another random moment of an upload, starts it again and repeats
 * the upload: in the end nothing may be missing, doubled or damaged.
 */
export async function surviveKills(under: EngineUnderTest, { files, figures, uploadMs }: Undisturbed, kills: number) {
  const databaseUrl = await under.createDatabaseUrl();
  const folder = newFolder();
  const moments: number[] = [];
  let serving = await serveMilldash({ folder, databaseUrl });
  for (let kill = 0; kill < Math.max(kills, files.length); kill++) {
    const file = files[kill % files.length] as SimulatedFile;
    const upload = uploadPeriods(serving.url, await signIn(serving.url), file.path).catch(() => undefined);
    if (kill < kills) {
      moments.push(Math.round(Math.random() * uploadMs));
      await setTimeout(moments.at(-1));
      serving.child.kill('SIGKILL');
      assert.equal((await serving.finished).signal, 'SIGKILL');
    }
    await upload;
    if (under.engine === 'sqlite') assertUndamaged(databaseUrl);
    if (kill < kills) serving = await serveMilldash({ folder, databaseUrl });
  }
  for (const file of files) await uploadWhole(serving, file);
  assert.deepEqual(await readFigures(serving), figures, `killed after ${moments.join(', ')} ms`);
  assert.equal((await serving.stop()).exitCode, 0);
}

function assertUndamaged(file: string): void {
  const database = new DatabaseSync(file);
  try {
    assert.deepEqual({ ...database.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
    assert.deepEqual(database.prepare('PRAGMA foreign_key_check').all(), []);
  } finally {
    database.close();
  }
}
