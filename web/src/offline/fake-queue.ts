/** A queue on a device of its own, with a server and a store that do as the test says. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Problem } from '../api/problem.ts';
import type { Step, UnsentEntry } from './entries.ts';
import { createQueue, type SendStep, type UnsentQueue } from './queue.ts';

const blob = (size: number) => ({ size }) as Blob;

export function entry(id: string, changes: Partial<UnsentEntry> = {}): UnsentEntry {
  return {
    id,
    ownerId: 1,
    createdAt: Number(id.replace(/\D/g, '')),
    key: `key-${id}`,
    work: { kind: 'ticket', body: { machine_id: 'm', description: id }, machineName: 'Mill' },
    ticketId: null,
    isWritten: false,
    photos: [],
    photosInAll: 0,
    refused: null,
    ...changes,
  };
}

export const photo = (key: string, size = 10) => ({ key, name: `${key}.jpg`, file: blob(size), caption: '' });

/** A server that keeps what it is sent by key, and can be away, refuse, or lose its answers. */
export function fakeServer() {
  const done = new Map<string, number>();
  const sent: string[] = [];
  let next = 100;
  const server = {
    done,
    sent,
    isAway: false,
    losesAnswers: false,
    refuses: (_key: string): number | undefined => undefined,
    send: (async (given: UnsentEntry, step: Step) => {
      const key = step.kind === 'write' ? given.key : step.photo.key;
      sent.push(key);
      await turn();
      if (server.isAway) throw new Problem(0, { code: 'unreachable' });
      const status = server.refuses(key);
      if (status !== undefined) throw new Problem(status, { code: 'no', detail: `No to ${key}.` });
      if (!done.has(key)) done.set(key, step.kind === 'write' ? (next += 1) : 0);
      if (server.losesAnswers) throw new Problem(0, { code: 'unreachable' });
      return step.kind === 'write' ? (done.get(key) ?? null) : null;
    }) satisfies SendStep,
  };
  return server;
}

export function fakeStore() {
  const kept = new Map<string, UnsentEntry>();
  return {
    kept,
    readAll: async () => [...kept.values()],
    write: async (each: UnsentEntry) => void kept.set(each.id, each),
    remove: async (id: string) => void kept.delete(id),
  };
}

export function open(server: ReturnType<typeof fakeServer>, store = fakeStore()) {
  const left: UnsentEntry[] = [];
  const clock = { nowMs: 1_000 };
  const queue = createQueue({
    store,
    send: server.send,
    onSent: (each) => void left.push(each),
    alone: (work) => work(),
    tellOthers: () => undefined,
    now: () => clock.nowMs,
  });
  return { queue, store, left, clock };
}

/** Until nothing moves any more: as many turns as any of these tests can need. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 200; turns += 1) await turn();
}

export async function put(queue: UnsentQueue, ...entries: readonly UnsentEntry[]): Promise<void> {
  for (const each of entries) assert.equal(await queue.put(each), 'added');
}

/** With the entry `e1`, waiting at a server that does not answer. */
export async function openWaiting(context: TestContext) {
  const server = fakeServer();
  server.isAway = true;
  const opened = open(server);
  context.after(() => opened.queue.setOwner(undefined));
  opened.queue.setOwner(1);
  await put(opened.queue, entry('e1'));
  await settled();
  return { ...opened, server };
}
