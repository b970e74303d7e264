/** Who sent a message: what it is called, and what of it counts. */
import { type Actor, isAllowed } from '../../../kernel/access.ts';
import { permissionsOfKind } from './signal-topics.ts';
import type { SignalKind } from './signals.types.ts';

/** Null: another broker has looked at it. */
export type Sender = Actor | null;

const sources = new WeakMap<Actor, string>();

export function sourceOf(sender: Sender): string {
  if (sender === null) return 'mqtt';
  let source = sources.get(sender);
  // the same text for all of a connection: they are put together by it
  if (source === undefined) sources.set(sender, (source = `${sender.kind}:${sender.name}`));
  return source;
}

/** As its own topic allows it; of another broker's messages whatever that lets in. */
export function mayReport(sender: Sender, kind: SignalKind): boolean {
  return sender === null || isAllowed(sender, permissionsOfKind[kind][0]);
}
